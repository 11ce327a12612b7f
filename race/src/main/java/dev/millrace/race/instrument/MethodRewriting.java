package dev.millrace.race.instrument;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.millrace.race.jdk.CallSites;
import dev.millrace.race.runtime.Location;
import dev.millrace.race.runtime.Sites;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites the code of one method.
 *
 * <p>It has two variables more: the strand, which is the same for the whole of a call, and how many
 * calls are under way where it begins. The line of a call is noted before it, and taken back after
 * it and where an exception that comes out of it is caught; so at each moment the strand knows what
 * it is in the middle of.
 *
 * <p>A read is told of after it was made, and a write before it is: for a volatile field that is
 * the order that its edges need.
 */
final class MethodRewriting implements CodeTransform {
  private static final Set<String> SILENT =
      Set.of(
          "java/lang/Math",
          "java/lang/StrictMath",
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Boolean",
          "java/lang/Double",
          "java/lang/Character",
          "java/lang/Byte",
          "java/lang/Short",
          "java/lang/Float",
          "java/lang/String",
          "java/lang/StringBuilder");

  private static final MethodTypeDesc OF_CALL =
      MethodTypeDesc.of(CD_void, Instrumenter.STRAND, CD_int, CD_int);
  private static final MethodTypeDesc OF_ELEMENT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int, Instrumenter.STRAND, CD_int);

  private static final MethodTypeDesc OF_ELEMENTS =
      MethodTypeDesc.of(Instrumenter.ACCESS.arrayType(), CD_Object, Instrumenter.STRAND);
  private static final MethodTypeDesc OF_KNOWN_ELEMENT =
      MethodTypeDesc.of(
          CD_void, Instrumenter.ACCESS.arrayType(), CD_Object, CD_int, Instrumenter.STRAND, CD_int);

  private static final MethodTypeDesc OF_FENCED =
      MethodTypeDesc.of(CD_void, CD_Object, CD_String, CD_String, CD_boolean, CD_int);

  private static final ClassDesc COLLECT = ClassDesc.of("dev.millrace.race.jdk.Collect");
  private static final MethodTypeDesc OF_ITERATOR =
      MethodTypeDesc.of(CD_void, CD_Object, CD_boolean, CD_int);

  /** So many accesses to arrays in a method have variables of their own. */
  private static final int MOST_REPEATED = 16;

  private final ClassModel c;
  private final CodeModel code;
  private final Hierarchy hierarchy;
  private final Instrumenter instrumenter;
  private final ClassLoader loader;
  private final ClassDesc self;
  private final String className;
  private final String methodName;
  private final String file;
  private final boolean isStatic;
  private final boolean isSynchronized;
  private final boolean isInitialiser;

  private final Map<Label, Boolean> handlers = new HashMap<>();
  private int line = -1;

  /** Whether {@code this} is an object already: what comes before is its constructor's business. */
  private boolean constructed;

  private final Plan plan;

  /** The calls of iterators that are not watched. */
  private final BitSet iterators;

  private final Map<CallSites.Bridge, Integer> bridges = new LinkedHashMap<>();

  /** Of the bridges of the whole class. */
  private final Set<String> names;

  /** The position of the next element. */
  private int position;

  private int open;

  /** For an array access: the array and the index; and of each that is repeated its own two. */
  private int array = -1;

  private int index;
  private final Map<Integer, Integer> last = new HashMap<>();
  private int strand;
  private int depth;

  /** The monitor that has just been entered. */
  private int monitor = -1;

  /**
   * Told of only where what follows is sure to leave it again, which begins with the next label:
   * the JVM's compilers refuse a method that could end with a monitor held.
   */
  private boolean isEntering;

  /** Of the field that is being accessed: where its methods are called. */
  private ClassDesc via;

  private boolean viaInterface;
  private Label begin;

  MethodRewriting(
      ClassModel c,
      MethodModel method,
      Hierarchy hierarchy,
      Instrumenter instrumenter,
      ClassLoader loader,
      Set<String> names) {
    this.c = c;
    this.names = names;
    code = method.code().orElseThrow();
    this.hierarchy = hierarchy;
    this.instrumenter = instrumenter;
    this.loader = loader;
    self = c.thisClass().asSymbol();
    className = c.thisClass().asInternalName().replace('/', '.');
    methodName = method.methodName().stringValue();
    file =
        c.findAttribute(Attributes.sourceFile())
            .map(SourceFileAttribute::sourceFile)
            .map(s -> s.stringValue())
            .orElse(null);
    int flags = method.flags().flagsMask();
    isStatic = (flags & ClassFile.ACC_STATIC) != 0;
    isSynchronized = (flags & ClassFile.ACC_SYNCHRONIZED) != 0;
    isInitialiser = methodName.equals("<clinit>") && Instrumenter.mayHaveMethods(c);
    constructed = !methodName.equals("<init>");
    plan = new Plan(c, method, code);
    iterators = Iterators.own(code.elementList());
    for (ExceptionCatch e : code.exceptionHandlers()) {
      handlers.put(e.handler(), true);
    }
  }

  /** Whether there is anything to be told of. */
  boolean concerns() {
    if (methodName.startsWith(Plan.COVERAGE) || Instrumenter.isOfSwitches(c)) {
      return false;
    }
    if (isSynchronized || isInitialiser) {
      return true;
    }
    for (CodeElement e : code) {
      if (e instanceof FieldInstruction
          || e instanceof ArrayLoadInstruction
          || e instanceof ArrayStoreInstruction
          || e instanceof MonitorInstruction
          || e instanceof InvokeDynamicInstruction
          || (e instanceof InvokeInstruction i && (isCall(i) || !isObjects(i)))) {
        return true;
      }
    }
    return false;
  }

  /** Adds the methods that stand for references to methods of the JDK. */
  void addBridges(ClassBuilder b) {
    bridges.forEach((bridge, site) ->
        b.withMethodBody(
            bridge.name(),
            bridge.type(),
            ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
            x -> bridge.code(x, site)));
  }

  private boolean bridge(CodeBuilder x, InvokeDynamicInstruction i) {
    String name = Location.SHADOW + "ref$" + names.size() + "$" + methodName.replaceAll("[<>]", "");
    Optional<CallSites.Bridge> bridge =
        CallSites.bridge(i, self, (c.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0, name);
    bridge.ifPresent(b -> {
      names.add(name);
      bridges.put(b, site());
      x.invokedynamic(b.callSite());
    });
    return bridge.isPresent();
  }

  private static boolean isCall(InvokeInstruction i) {
    String owner = i.owner().asInternalName();
    return !SILENT.contains(owner) && !isObjects(i);
  }

  /** Whether it is the constructor that does nothing. */
  private static boolean isObjects(InvokeInstruction i) {
    return i.name().equalsString("<init>") && i.owner().asInternalName().equals("java/lang/Object");
  }

  private int site() {
    return Sites.of(className, methodName, file, line);
  }

  @Override
  public void atStart(CodeBuilder x) {
    strand = x.allocateLocal(TypeKind.REFERENCE);
    depth = x.allocateLocal(TypeKind.INT);
    x.invokestatic(Instrumenter.STRAND, "current", MethodTypeDesc.of(Instrumenter.STRAND));
    x.dup().astore(strand).getfield(Instrumenter.STRAND, "depth", CD_int).istore(depth);
    plan.repeated.stream()
        .limit(MOST_REPEATED)
        .forEach(i -> {
          if (array < 0) {
            array = x.allocateLocal(TypeKind.REFERENCE);
            index = x.allocateLocal(TypeKind.INT);
          }
          int own = x.allocateLocal(TypeKind.REFERENCE);
          int elements = x.allocateLocal(TypeKind.REFERENCE);
          assert elements == own + 1;
          x.aconst_null().astore(own).aconst_null().astore(elements);
          last.put(i, own);
        });
    if (isSynchronized) {
      lock(x);
      x.invokestatic(Instrumenter.EDGES, "entered", Instrumenter.OF_MONITOR);
    }
    begin = x.newBoundLabel();
  }

  private void lock(CodeBuilder x) {
    if (isStatic && Instrumenter.hasClassConstants(c)) {
      x.ldc(self);
    } else if (isStatic) {
      x.invokestatic(Instrumenter.LOCATION, "here", MethodTypeDesc.of(CD_Class));
    } else {
      x.aload(0);
    }
  }

  private void leave(CodeBuilder x) {
    if (isSynchronized) {
      lock(x);
      x.invokestatic(Instrumenter.EDGES, "leaving", Instrumenter.OF_MONITOR);
    }
    if (isInitialiser) {
      Instrumenter.initialised(x, self);
    }
  }

  @Override
  public void atEnd(CodeBuilder x) {
    if (isSynchronized || isInitialiser) {
      Label end = x.newBoundLabel();
      Label handler = x.newBoundLabel();
      leave(x);
      x.athrow();
      x.exceptionCatchAll(begin, end, handler);
    }
  }

  @Override
  public void accept(CodeBuilder x, CodeElement e) {
    rewrite(x, e, position++);
  }

  private void rewrite(CodeBuilder x, CodeElement e, int i) {
    if (isEntering && !(e instanceof LabelTarget)) {
      isEntering = false;
      x.aload(monitor).invokestatic(Instrumenter.EDGES, "entered", Instrumenter.OF_MONITOR);
    }
    if (e instanceof LineNumber l) {
      line = l.line();
      x.with(e);
    } else if (e instanceof LabelTarget l) {
      x.with(e);
      if (handlers.containsKey(l.label())) {
        back(x);
        x.dup().invokestatic(Instrumenter.EDGES, "caught", Instrumenter.OF_THROWABLE);
      }
    } else if (e instanceof FieldInstruction f) {
      field(x, f, i);
    } else if (e instanceof ArrayLoadInstruction a) {
      load(x, a, i);
    } else if (e instanceof ArrayStoreInstruction a) {
      store(x, a, i);
    } else if (e instanceof MonitorInstruction m) {
      monitor(x, m);
    } else if (e instanceof ReturnInstruction) {
      leave(x);
      x.with(e);
    } else if (e instanceof NewObjectInstruction) {
      open++;
      x.with(e);
    } else if (e instanceof InvokeInstruction call) {
      invoke(x, call);
    } else if (!(e instanceof InvokeDynamicInstruction indy && bridge(x, indy))) {
      x.with(e);
    }
  }

  private void load(CodeBuilder x, ArrayLoadInstruction a, int i) {
    if (plan.covered.get(i)) {
      x.with(a);
      return;
    }
    Integer own = last.get(i);
    if (own != null) {
      x.istore(index).dup().astore(array).iload(index).with(a);
      element(x, own, "readElement");
    } else {
      x.dup2();
      element(x, "readElement");
      x.with(a);
    }
  }

  private void store(CodeBuilder x, ArrayStoreInstruction a, int i) {
    if (plan.covered.get(i)) {
      x.with(a);
      return;
    }
    boolean wide = a.typeKind().slotSize() == 2;
    Integer own = last.get(i);
    if (own != null) {
      if (wide) {
        x.dup2_x2().pop2().istore(index).dup().astore(array).dup_x2().pop();
        x.iload(index).dup_x2().pop();
      } else {
        x.dup_x2().pop().istore(index).dup().astore(array).swap().iload(index).swap();
      }
      x.with(a);
      element(x, own, "writeElement");
    } else {
      if (wide) {
        x.dup2_x2().pop2().dup2_x2();
      } else {
        x.dup_x2().pop().dup2_x1();
      }
      element(x, "writeElement");
      x.with(a);
    }
  }

  private void monitor(CodeBuilder x, MonitorInstruction m) {
    if (m.opcode() == Opcode.MONITORENTER) {
      // Not kept on the operand stack: a virtual thread that has to wait here gives up its
      // carrier, and the JVM then keeps no more of the stack than javac leaves there.
      if (monitor < 0) {
        monitor = x.allocateLocal(TypeKind.REFERENCE);
      }
      x.dup().astore(monitor).with(m);
      isEntering = true;
    } else {
      x.dup().invokestatic(Instrumenter.EDGES, "leaving", Instrumenter.OF_MONITOR);
      x.with(m);
    }
  }

  private void element(CodeBuilder x, String hook) {
    x.aload(strand).loadConstant(site());
    x.invokestatic(Instrumenter.MEMORY, hook, OF_ELEMENT);
  }

  /** Of an array that is most likely the same as last time here. */
  private void element(CodeBuilder x, int own, String hook) {
    Label same = x.newLabel();
    x.aload(array).aload(own).if_acmpeq(same);
    x.aload(array).dup().astore(own).aload(strand);
    x.invokestatic(Instrumenter.MEMORY, "elements", OF_ELEMENTS).astore(own + 1);
    x.labelBinding(same);
    x.aload(own + 1).aload(array).iload(index).aload(strand).loadConstant(site());
    x.invokestatic(Instrumenter.MEMORY, hook, OF_KNOWN_ELEMENT);
  }

  private void back(CodeBuilder x) {
    x.aload(strand).iload(depth).putfield(Instrumenter.STRAND, "depth", CD_int);
  }

  private void field(CodeBuilder x, FieldInstruction f, int i) {
    String name = f.name().stringValue();
    ClassDesc type = f.typeSymbol();
    ClassDesc watcher =
        constructed && !plan.covered.get(i)
            ? instrumenter.watcher(loader, hierarchy, f.owner().asInternalName(), name, type)
            : null;
    if (watcher == null) {
      x.with(f);
      return;
    }
    // Through the class that the access names, as the one that declares the field may be hidden;
    // but an interface's methods are not inherited.
    viaInterface = hierarchy.isInterface(watcher);
    if (viaInterface && (f.opcode() == Opcode.PUTSTATIC || !hierarchy.isVisible(watcher, self))) {
      x.with(f);
      return;
    }
    via = viaInterface ? watcher : f.owner().asSymbol();
    boolean wide = TypeKind.from(type).slotSize() == 2;
    switch (f.opcode()) {
      case GETFIELD -> {
        x.dup().with(f);
        if (wide) {
          x.dup2_x1().pop2();
        } else {
          x.swap();
        }
        if (plan.fenced.get(i)) {
          fenced(x, f.owner().asInternalName(), name, false);
        } else {
          told(x, watcher, name, false, false);
        }
      }
      case PUTFIELD -> {
        if (wide) {
          x.dup2_x1().pop2().dup_x2();
        } else {
          x.dup2().pop();
        }
        if (plan.fenced.get(i)) {
          fenced(x, f.owner().asInternalName(), name, true);
        } else if (plan.births.get(i)
            || Instrumenter.isFixed(hierarchy, f.owner().asInternalName(), name)) {
          x.aload(strand).loadConstant(site());
          x.invokestatic(via, Instrumenter.BIRTH + name, Instrumenter.type(watcher, false));
        } else {
          told(x, watcher, name, true, false);
        }
        x.with(f);
      }
      case GETSTATIC -> {
        x.with(f);
        told(x, watcher, name, false, true);
      }
      case PUTSTATIC -> {
        told(x, watcher, name, true, true);
        x.with(f);
      }
      default -> x.with(f);
    }
  }

  private void fenced(CodeBuilder x, String owner, String name, boolean write) {
    x.loadConstant(hierarchy.field(owner, name).owner().replace('/', '.'));
    x.loadConstant(name).loadConstant(write ? 1 : 0).loadConstant(site());
    x.invokestatic(Instrumenter.HANDLES, "fenced", OF_FENCED);
  }

  private void told(CodeBuilder x, ClassDesc watcher, String name, boolean write, boolean fixed) {
    x.aload(strand).loadConstant(site());
    x.invokestatic(
        via, Instrumenter.method(name, write), Instrumenter.type(watcher, fixed), viaInterface);
  }

  private void invoke(CodeBuilder x, InvokeInstruction i) {
    if (isCall(i)) {
      x.aload(strand).iload(depth).loadConstant(site());
      x.invokestatic(Instrumenter.STRAND, "call", OF_CALL);
      call(x, i);
      back(x);
    } else {
      call(x, i);
    }
    construct(i);
  }

  private void call(CodeBuilder x, InvokeInstruction i) {
    if (Iterators.isCall(i) && !iterators.get(position - 1)) {
      x.dup().loadConstant(Iterators.writes(i) ? 1 : 0).loadConstant(site());
      x.invokestatic(COLLECT, "iterator", OF_ITERATOR);
    }
    if (isWait(i)) {
      x.invokestatic(
          Instrumenter.EDGES, "await", i.typeSymbol().insertParameterTypes(0, CD_Object));
    } else if (i.name().equalsString("reachabilityFence")
        && i.owner().asInternalName().equals("java/lang/ref/Reference")) {
      x.dup().invokestatic(Instrumenter.EDGES, "fence", MethodTypeDesc.of(CD_void, CD_Object));
      x.with(i);
    } else if (!CallSites.emit(x, i, isCall(i) ? Sites.inCall(site()) : site())) {
      x.with(i);
    }
  }

  private static boolean isWait(InvokeInstruction i) {
    return i.name().equalsString("wait")
        && i.opcode() == Opcode.INVOKEVIRTUAL
        && (i.type().equalsString("()V")
            || i.type().equalsString("(J)V")
            || i.type().equalsString("(JI)V"));
  }

  private void construct(InvokeInstruction i) {
    if (i.name().equalsString("<init>")) {
      if (open > 0) {
        open--;
      } else {
        constructed = true;
      }
    }
  }
}
