package dev.millrace.race.instrument;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_MethodHandles_Lookup;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_byte;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Has the library find the detector where it looks for a probe. */
public final class ProbeInstallation {
  static final String LOADER = "dev/millrace/internal/ProbeLoader";
  private static final String PROBE = "/dev/millrace/internal/RaceProbe.class";

  private ProbeInstallation() {}

  /** The library's loader of probes, rewritten to define and make the detector's. */
  static byte[] edit(byte[] bytes) {
    ClassFile file = ClassFile.of();
    ClassModel c = file.parse(bytes);
    return file.transformClass(
        c,
        (b, e) -> {
          if (e instanceof MethodModel m && m.methodName().equalsString("load")) {
            b.withMethodBody(
                m.methodName(), m.methodType(), m.flags().flagsMask(), x -> emit(x, m));
          } else {
            b.with(e);
          }
        });
  }

  private static void emit(CodeBuilder x, MethodModel m) {
    x.invokestatic(
        ConstantDescs.CD_MethodHandles, "lookup", MethodTypeDesc.of(CD_MethodHandles_Lookup));
    x.invokestatic(
        ClassDesc.ofDescriptor(ProbeInstallation.class.descriptorString()),
        "probe",
        MethodTypeDesc.of(CD_byte.arrayType()));
    x.invokevirtual(
        CD_MethodHandles_Lookup, "defineClass", MethodTypeDesc.of(CD_Class, CD_byte.arrayType()));
    x.invokevirtual(CD_Class, "newInstance", MethodTypeDesc.of(CD_Object));
    x.checkcast(m.methodTypeSymbol().returnType());
    x.areturn();
  }

  /** The class file of the detector's probe. */
  public static byte[] probe() {
    try (InputStream in = ProbeInstallation.class.getResourceAsStream(PROBE)) {
      if (in == null) {
        throw new IllegalStateException(PROBE + " is not in the agent's file");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
