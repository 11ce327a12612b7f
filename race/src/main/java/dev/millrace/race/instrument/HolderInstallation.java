package dev.millrace.race.instrument;

import dev.millrace.race.runtime.Holder;
import dev.millrace.race.runtime.Location;
import dev.millrace.race.runtime.Syncs;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.Interfaces;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Gives the classes of the library's own sync objects a field for what the detector knows. */
final class HolderInstallation {
  private static final Set<String> CLASSES =
      Set.of(
          "dev/millrace/internal/SeqLock",
          "dev/millrace/internal/Waiter",
          "dev/millrace/internal/Follower");

  private static final String FIELD = "syncs";
  private static final String NAME = Location.SHADOW + FIELD;
  private static final ClassDesc HOLDER = ClassDesc.ofDescriptor(Holder.class.descriptorString());
  private static final ClassDesc SYNCS = ClassDesc.ofDescriptor(Syncs.class.descriptorString());

  private HolderInstallation() {}

  static boolean concerns(String name) {
    return CLASSES.contains(name);
  }

  static byte[] edit(byte[] bytes) {
    ClassFile file = ClassFile.of();
    ClassModel c = file.parse(bytes);
    ClassDesc self = c.thisClass().asSymbol();
    return file.transformClass(
        c,
        new ClassTransform() {
          @Override
          public void accept(ClassBuilder b, ClassElement e) {
            if (!(e instanceof Interfaces)) {
              b.with(e);
            }
          }

          @Override
          public void atEnd(ClassBuilder b) {
            List<ClassEntry> all = new ArrayList<>(c.interfaces());
            all.add(b.constantPool().classEntry(HOLDER));
            b.withInterfaces(all);
            b.withField(
                NAME,
                SYNCS,
                ClassFile.ACC_PRIVATE | ClassFile.ACC_TRANSIENT | ClassFile.ACC_SYNTHETIC);
            int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC;
            b.withMethodBody(
                NAME,
                MethodTypeDesc.of(SYNCS),
                flags,
                x -> x.aload(0).getfield(self, NAME, SYNCS).areturn());
            b.withMethodBody(
                Location.SHADOW + "where",
                MethodTypeDesc.of(Instrumenter.LOCATION),
                flags,
                x -> x.ldc(Instrumenter.location(FIELD)).areturn());
          }
        });
  }
}
