package dev.millrace.race.instrument;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.millrace.race.runtime.Edges;
import dev.millrace.race.runtime.Hidden;
import dev.millrace.race.runtime.Reports;
import dev.millrace.race.runtime.Threads;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Member;
import java.util.List;

/**
 * The few places in the JDK itself that the detector has to be told from, besides those that order
 * what threads do: where a thread ends, where the process ends, and where reflection lists members.
 */
final class JvmEdits {
  private static final String CLEANABLE = "jdk/internal/ref/CleanerImpl$PhantomCleanableRef";

  /** What is edited; nearly all of it is there before an agent is. */
  static final List<String> CLASSES =
      List.of(
          "java/lang/Thread",
          "java/lang/VirtualThread",
          "java/lang/Shutdown",
          "jdk/internal/reflect/Reflection",
          CLEANABLE);

  private static final ClassDesc MEMBER = of(Member.class);

  private static final ClassDesc EDGES = of(Edges.class);
  private static final MethodTypeDesc OF_ONE = MethodTypeDesc.of(CD_void, ConstantDescs.CD_Object);
  private static final MethodTypeDesc OF_TWO =
      MethodTypeDesc.of(CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_Object);

  private JvmEdits() {}

  static boolean concerns(String name) {
    return CLASSES.contains(name);
  }

  static byte[] edit(String name, byte[] bytes) {
    ClassFile file = ClassFile.of();
    return file.transformClass(
        file.parse(bytes),
        (b, e) -> {
          CodeTransform t = e instanceof MethodModel m ? transform(name, m) : null;
          if (t == null) {
            b.with(e);
          } else {
            b.transformMethod(
                (MethodModel) e,
                (mb, me) -> {
                  if (me instanceof CodeModel code) {
                    mb.transformCode(code, t);
                  } else {
                    mb.with(me);
                  }
                });
          }
        });
  }

  private static CodeTransform transform(String name, MethodModel m) {
    return switch (name + "." + m.methodName().stringValue() + m.methodType().stringValue()) {
      case "java/lang/Thread.exit()V" -> new AtStart(JvmEdits::threadEnds);
      case "java/lang/VirtualThread.run(Ljava/lang/Runnable;)V" ->
          (x, e) -> {
            if (e instanceof InvokeInstruction i && i.name().equalsString("popAll")) {
              threadEnds(x);
            }
            x.with(e);
          };
      case "java/lang/Shutdown.halt(I)V" ->
          new AtStart(x ->
              x.iload(0)
                  .invokestatic(of(Reports.class), "atExit", MethodTypeDesc.of(CD_int, CD_int))
                  .istore(0));
      case "java/lang/Shutdown.shutdown()V" ->
          new CodeTransform() {
            @Override
            public void atStart(CodeBuilder x) {
              x.invokestatic(of(Threads.class), "allEnded", ConstantDescs.MTD_void);
            }

            @Override
            public void accept(CodeBuilder x, CodeElement e) {
              if (e instanceof ReturnInstruction) {
                x.invokestatic(of(Reports.class), "atEnd", ConstantDescs.MTD_void);
              }
              x.with(e);
            }
          };
      case "jdk/internal/reflect/Reflection.filterFields(Ljava/lang/Class;[Ljava/lang/reflect/Field;)[Ljava/lang/reflect/Field;",
          "jdk/internal/reflect/Reflection.filterMethods(Ljava/lang/Class;[Ljava/lang/reflect/Method;)[Ljava/lang/reflect/Method;" ->
          new AtStart(x ->
              x.aload(1)
                  .invokestatic(
                      of(Hidden.class),
                      "filter",
                      MethodTypeDesc.of(MEMBER.arrayType(), MEMBER.arrayType()))
                  .checkcast(m.methodTypeSymbol().returnType())
                  .astore(1));
      case CLEANABLE + ".<init>(Ljava/lang/Object;Ljava/lang/ref/Cleaner;Ljava/lang/Runnable;)V" ->
          (x, e) -> {
            if (e instanceof ReturnInstruction) {
              x.aload(0).aload(1).invokestatic(EDGES, "cleans", OF_TWO);
            }
            x.with(e);
          };
      case CLEANABLE + ".performCleanup()V" ->
          new AtStart(x -> x.aload(0).invokestatic(EDGES, "cleaning", OF_ONE));
      default -> null;
    };
  }

  private static void threadEnds(CodeBuilder x) {
    x.invokestatic(of(Threads.class), "ended", MethodTypeDesc.of(CD_void));
  }

  private static ClassDesc of(Class<?> c) {
    return ClassDesc.ofDescriptor(c.descriptorString());
  }

  /** Adds something to the beginning of a method. */
  private record AtStart(java.util.function.Consumer<CodeBuilder> what) implements CodeTransform {
    @Override
    public void atStart(CodeBuilder x) {
      what.accept(x);
    }

    @Override
    public void accept(CodeBuilder x, CodeElement e) {
      x.with(e);
    }
  }
}
