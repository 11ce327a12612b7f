package dev.millrace.cli;

import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SYNTHETIC;

import dev.millrace.internal.diagnosis.Frames;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has a program say where it creates goroutines and channels, as a constant: reports then name the
 * line, and nothing is paid for it.
 *
 * <p>A call of {@code Go.go} (or one of its like) becomes a call of a private method, which passes
 * the arguments and the place on to {@code CallSites}. Both calls are of the same length, so that
 * nothing moves in the method that they stand in: its frames, lines and variables stay as the
 * compiler wrote them. A class without such a call is left as it is.
 */
final class CreationSites {
  private static final ClassDesc CALL_SITES = ClassDesc.of("dev.millrace.internal.CallSites");

  /** What has a twin there. */
  private static final Map<String, Set<String>> CREATING =
      Map.of(
          "dev/millrace/Go", Set.of("go", "async", "produce"), "dev/millrace/Chan", Set.of("make"));

  private final ClassModel model;
  private final String file;
  private final List<Site> sites = new ArrayList<>();

  private record Site(String creating, MethodTypeDesc type, String place) {
    String bridge(int i) {
      return Frames.BRIDGE + i;
    }
  }

  private CreationSites(ClassModel model) {
    this.model = model;
    file =
        model
            .findAttribute(Attributes.sourceFile())
            .map(attribute -> attribute.sourceFile().stringValue())
            .orElse("Unknown Source");
  }

  /** A class as it is to be run. */
  static byte[] mark(byte[] compiled) {
    java.lang.classfile.ClassFile classes = java.lang.classfile.ClassFile.of();
    ClassModel model = classes.parse(compiled);
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof MemberRefEntry member && isCreating(member)) {
        return classes.transformClass(model, new CreationSites(model).transform());
      }
    }
    return compiled;
  }

  private static boolean isCreating(MemberRefEntry member) {
    return CREATING
        .getOrDefault(member.owner().asInternalName(), Set.of())
        .contains(member.name().stringValue());
  }

  private ClassTransform transform() {
    ClassTransform marking =
        (builder, element) -> {
          if (element instanceof MethodModel method) {
            builder.transformMethod(method, MethodTransform.transformingCode(marking(method)));
          } else {
            builder.with(element);
          }
        };
    return marking.andThen(ClassTransform.endHandler(this::addBridges));
  }

  private CodeTransform marking(MethodModel method) {
    int[] line = {-1};
    return (builder, element) -> {
      if (element instanceof LineNumber number) {
        line[0] = number.line();
      }
      if (element instanceof InvokeInstruction call
          && call.opcode() == Opcode.INVOKESTATIC
          && isCreating(call.method())) {
        Site site = new Site(call.name().stringValue(), call.typeSymbol(), place(method, line[0]));
        builder.invokestatic(thisClass(), site.bridge(sites.size()), site.type, isInterface());
        sites.add(site);
      } else {
        builder.with(element);
      }
    };
  }

  /** As a stack trace shows it, but in a lambda the method that it stands in. */
  private String place(MethodModel method, int line) {
    String name = method.methodName().stringValue();
    if (name.startsWith("lambda$")) {
      name = name.substring(name.indexOf('$') + 1, name.lastIndexOf('$'));
      name = name.equals("new") ? "<init>" : name.equals("static") ? "<clinit>" : name;
    }
    return model.thisClass().asInternalName().replace('/', '.')
        + "."
        + name
        + "("
        + file
        + (line < 0 ? "" : ":" + line)
        + ")";
  }

  private void addBridges(ClassBuilder builder) {
    for (int i = 0; i < sites.size(); i++) {
      Site site = sites.get(i);
      builder.withMethodBody(
          site.bridge(i),
          site.type,
          ACC_PRIVATE | ACC_STATIC | ACC_SYNTHETIC,
          code -> passOn(code, site));
    }
  }

  private static void passOn(CodeBuilder code, Site site) {
    int slot = 0;
    for (ClassDesc parameter : site.type.parameterList()) {
      TypeKind kind = TypeKind.from(parameter);
      code.loadLocal(kind, slot);
      slot += kind.slotSize();
    }
    MethodTypeDesc type =
        site.type.insertParameterTypes(site.type.parameterCount(), ConstantDescs.CD_String);
    code.ldc(site.place).invokestatic(CALL_SITES, site.creating, type).areturn();
  }

  private ClassDesc thisClass() {
    return model.thisClass().asSymbol();
  }

  private boolean isInterface() {
    return model.flags().has(AccessFlag.INTERFACE);
  }
}
