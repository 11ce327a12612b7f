package dev.millrace.race.jdk;

import dev.millrace.race.runtime.Edges;
import dev.millrace.race.runtime.Sites;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Edits classes so that what they order is known: those of the JDK by {@link JdkTable}, and
 * libraries' by rules that their users give.
 *
 * <p>Invariants: nothing but the code of methods is changed, so that a class that is loaded may be
 * edited, too. An entry's release comes before anything that the method does, and a return's
 * acquire after everything. A rule that names a method or a field which this JDK does not have does
 * nothing.
 */
public final class JdkEdges {
  private static final Rules RULES = new Rules();

  static {
    RULES.read(JdkTable.TEXT);
  }

  private static final ClassDesc HOOKS = ClassDesc.of("dev.millrace.race.jdk.Hooks");
  private static final ClassDesc INTERNALS = ClassDesc.of("dev.millrace.race.jdk.Internals");
  private static final ClassDesc EDGES = ClassDesc.of("dev.millrace.race.runtime.Edges");
  private static final MethodTypeDesc EDGE =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_int);
  private static final MethodTypeDesc STAMPED_EDGE =
      EDGE.insertParameterTypes(2, ConstantDescs.CD_long);
  private static final MethodTypeDesc SUBMITTED =
      EDGE.insertParameterTypes(2, ConstantDescs.CD_Object);
  private static final ClassDesc ADAPTED =
      ClassDesc.of("java.util.concurrent.ForkJoinTask$RunnableExecuteAction");
  private static final MethodTypeDesc WAIT =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_long);
  private static final MethodTypeDesc OF_TASK =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);
  private static final MethodTypeDesc OF_TWO_TASKS =
      OF_TASK.insertParameterTypes(0, ConstantDescs.CD_Object);
  private static final ClassDesc VAR_HANDLE = ConstantDescs.CD_VarHandle;

  /** Where what is handed in to be called comes from. */
  private static final String FUNCTIONS = "java/util/function/";

  /**
   * Boot classes are parsed from where they were loaded; nothing is loaded for their sake. One that
   * is not found, as it is another loader's, is taken for a subclass of Object.
   */
  private static final ClassHierarchyResolver HIERARCHY =
      ClassHierarchyResolver.ofResourceParsing(
              desc -> {
                String name = desc.descriptorString();
                String path = name.substring(1, name.length() - 1) + ".class";
                try {
                  java.io.InputStream in = Object.class.getModule().getResourceAsStream(path);
                  return in != null ? in : ClassLoader.getSystemResourceAsStream(path);
                } catch (java.io.IOException e) {
                  return null;
                }
              })
          .orElse(_ -> ClassHierarchyResolver.ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object))
          .cached();

  private JdkEdges() {}

  /** What is known, for tests. */
  static Rules rules() {
    return RULES;
  }

  /**
   * Adds rules, of libraries that synchronize by themselves; before any class is edited.
   *
   * @throws IllegalArgumentException saying which line is not one
   */
  public static void read(String rules) {
    RULES.read(rules);
  }

  /** Whether a class is one to edit. */
  public static boolean concerns(String internalName) {
    return RULES.concern(internalName);
  }

  /** The class as it is to be; null if it is to be as it is. */
  public static byte @Nullable [] edit(String internalName, byte[] classfile) {
    return edit(RULES, internalName, classfile);
  }

  /** The class as some rules have it. */
  static byte @Nullable [] edit(Rules rules, String internalName, byte[] classfile) {
    Rules.Of of = rules.about(internalName);
    if (of == null) {
      return null;
    }
    ClassFile parser = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(HIERARCHY));
    ClassModel model = parser.parse(classfile);
    Map<String, ClassDesc> fields = new HashMap<>();
    for (FieldModel field : model.fields()) {
      fields.put(field.fieldName().stringValue(), field.fieldTypeSymbol());
    }
    BitSet wanted = wanted(of, model);
    boolean[] changed = new boolean[1];
    byte[] edited =
        parser.transformClass(
            model,
            (x, e) -> {
              if (e instanceof MethodModel method && method.code().isPresent()) {
                Edit edit = edit(of, model, method, fields, wanted);
                if (edit != null) {
                  changed[0] = true;
                  x.transformMethod(
                      method,
                      (m, part) -> {
                        if (part instanceof java.lang.classfile.CodeModel code) {
                          m.transformCode(code, edit);
                        } else {
                          m.with(part);
                        }
                      });
                  return;
                }
              }
              x.with(e);
            });
    return changed[0] ? edited : null;
  }

  private static @Nullable Edit edit(
      Rules.Of of,
      ClassModel model,
      MethodModel method,
      Map<String, ClassDesc> fields,
      BitSet wanted) {
    String name = method.methodName().stringValue();
    String type = method.methodType().stringValue();
    boolean constructs = name.equals(ConstantDescs.INIT_NAME);
    if (name.equals(ConstantDescs.CLASS_INIT_NAME)) {
      return null;
    }
    boolean isStatic = method.flags().has(AccessFlag.STATIC);
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : of.rules) {
      if (!rule.concerns(name, type)) {
        continue;
      }
      boolean keyed =
          switch (rule.key()) {
            case THIS -> !constructs || rule.action().when == Rule.When.RETURN;
            case FIELD -> !isStatic && !constructs && fields.containsKey(rule.field());
            case ARGUMENT -> rule.argument() <= method.methodTypeSymbol().parameterCount();
            case RESULT -> rule.action().when == Rule.When.RETURN;
          };
      if (keyed) {
        rules.add(rule);
      }
    }
    boolean locks = of.monitor && method.flags().has(AccessFlag.SYNCHRONIZED);
    boolean scans =
        of.monitor
            || of.calls
            || of.runs != null
            || of.tasks
            || of.isInternal(name)
            || !of.volatiles.isEmpty()
            || (of.callbacks != null
                && !isStatic
                && (of.callbacks.equals("this") || fields.containsKey(of.callbacks)));
    if (rules.isEmpty() && !locks && (!scans || !anything(of, method, wanted))) {
      return null;
    }
    return new Edit(of, model.thisClass().asSymbol(), method, fields, rules, locks);
  }

  /** The members that the class's modes are about, by their places in its constant pool. */
  private static BitSet wanted(Rules.Of of, ClassModel model) {
    BitSet wanted = new BitSet();
    if (of.volatiles.isEmpty() && of.callbacks == null) {
      return wanted;
    }
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof FieldRefEntry f
          ? isVolatile(of, f.name().stringValue())
          : entry instanceof MemberRefEntry m && isWanted(of, m.owner().asInternalName(), m)) {
        wanted.set(entry.index());
      }
    }
    return wanted;
  }

  private static boolean isWanted(Rules.Of of, String owner, MemberRefEntry method) {
    return (!of.volatiles.isEmpty() && isAtomic(owner))
        || (of.callbacks != null && isCallback(owner, method.name().stringValue()));
  }

  /** Whether it is such a field, or the constant that stands for one. */
  private static boolean isVolatile(Rules.Of of, String field) {
    for (String name : of.volatiles) {
      if (name.equalsIgnoreCase(field)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the code may have an instruction that names what is wanted: a look at the bytes, as
   * decoding all of ForkJoinPool takes 8 ms of a cold JVM.
   */
  private static boolean mayName(BitSet wanted, MethodModel method) {
    byte[] code = method.findAttribute(Attributes.code()).orElseThrow().codeArray();
    for (int i = 0; i < code.length - 2; i++) {
      int opcode = code[i] & 0xff;
      if (opcode >= Opcode.GETSTATIC.bytecode()
          && opcode <= Opcode.INVOKEINTERFACE.bytecode()
          && wanted.get((code[i + 1] & 0xff) << 8 | (code[i + 2] & 0xff))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the code has an instruction that the class's modes are about. */
  private static boolean anything(Rules.Of of, MethodModel method, BitSet wanted) {
    if (!of.monitor
        && !of.calls
        && of.runs == null
        && !of.tasks
        && !of.isInternal(method.methodName().stringValue())
        && !mayName(wanted, method)) {
      return false;
    }
    for (CodeElement e : method.code().orElseThrow()) {
      // No switch on patterns: its bootstrap would cost more than all of the rest at start-up.
      boolean one = false;
      if (e instanceof InvokeInstruction call) {
        one =
            of.calls
                || runs(of, call)
                || (of.tasks && asksTask(call))
                || isInternal(of, method, call)
                || (of.monitor && waits(call))
                || (of.callbacks != null && callsBack(call))
                || (!of.volatiles.isEmpty() && atomic(call));
      } else if (e instanceof FieldInstruction f) {
        one = isVolatile(of, f.name().stringValue());
      } else if (e instanceof MonitorInstruction) {
        one = of.monitor;
      }
      if (one) {
        return true;
      }
    }
    return false;
  }

  /** Whether a call is of a lock or a queue that the class has for its own sake. */
  private static boolean isInternal(Rules.Of of, MethodModel method, InvokeInstruction call) {
    return of.isInternal(method.methodName().stringValue())
        && Internals.Calls.have(
            call.owner().asInternalName(), call.name().stringValue() + call.type().stringValue());
  }

  private static boolean runs(Rules.Of of, InvokeInstruction call) {
    return of.runs != null
        && of.runs.equals(call.owner().asInternalName() + "/" + call.name().stringValue())
        && call.typeSymbol().parameterCount() == 0;
  }

  private static boolean asksTask(InvokeInstruction call) {
    return call.owner().asInternalName().equals("java/util/concurrent/RunnableScheduledFuture")
        && call.typeSymbol().parameterCount() < 2;
  }

  private static boolean waits(InvokeInstruction call) {
    return call.name().equalsString("wait")
        && call.opcode() == Opcode.INVOKEVIRTUAL
        && (call.type().equalsString("()V") || call.type().equalsString("(J)V"));
  }

  private static boolean callsBack(InvokeInstruction call) {
    return (call.opcode() == Opcode.INVOKEINTERFACE || call.opcode() == Opcode.INVOKEVIRTUAL)
        && isCallback(call.owner().asInternalName(), call.name().stringValue());
  }

  private static boolean isCallback(String owner, String name) {
    return owner.startsWith(FUNCTIONS)
        || (name.equals("add") && owner.equals("java/util/Collection"))
        || (name.equals("equals") && owner.equals("java/lang/Object"));
  }

  private static boolean atomic(InvokeInstruction call) {
    return isAtomic(call.owner().asInternalName());
  }

  private static boolean isAtomic(String owner) {
    return owner.equals("java/lang/invoke/VarHandle") || owner.equals("jdk/internal/misc/Unsafe");
  }

  /** The slot that stands for a volatile field; the same in each class that accesses it. */
  private static int slot(String field) {
    return (field.hashCode() & 0xffff) + 16;
  }

  /** The edit of one method. */
  private static final class Edit implements CodeTransform {
    private final Rules.Of of;
    private final ClassDesc self;
    private final MethodModel method;
    private final Map<String, ClassDesc> fields;
    private final List<Rule> rules;
    private final boolean locks;
    private final boolean isStatic;

    /** Where arguments are kept that are keys at an exit, by their number. */
    private final Map<Integer, Integer> kept = new HashMap<>();

    /** The fields that are meant by what was loaded and not used yet. */
    private final Deque<String> handles = new ArrayDeque<>();

    private @Nullable String offset;
    private @Nullable Label start;

    Edit(
        Rules.Of of,
        ClassDesc self,
        MethodModel method,
        Map<String, ClassDesc> fields,
        List<Rule> rules,
        boolean locks) {
      this.of = of;
      this.self = self;
      this.method = method;
      this.fields = fields;
      this.rules = rules;
      this.locks = locks;
      this.isStatic = method.flags().has(AccessFlag.STATIC);
    }

    @Override
    public void atStart(CodeBuilder x) {
      for (Rule rule : rules) {
        if (rule.key() == Rule.Key.ARGUMENT
            && rule.action().when != Rule.When.ENTRY
            && !kept.containsKey(rule.argument())) {
          int local = x.allocateLocal(TypeKind.REFERENCE);
          x.aload(x.parameterSlot(rule.argument() - 1)).astore(local);
          kept.put(rule.argument(), local);
        }
      }
      if (locks) {
        lockedObject(x);
        edge(x, "acquire", Edges.WHOLE);
      }
      for (Rule rule : rules) {
        if (rule.action().when == Rule.When.ENTRY) {
          hook(x, rule);
        }
      }
      if (locks || rules.stream().anyMatch(Edit::atThrow)) {
        start = x.newLabel();
        x.labelBinding(start);
      }
    }

    private static boolean atThrow(Rule rule) {
      return rule.action().when == Rule.When.EXIT || rule.action().when == Rule.When.THROW;
    }

    @Override
    public void atEnd(CodeBuilder x) {
      Label from = start;
      if (from == null) {
        return;
      }
      Label handler = x.newLabel();
      x.labelBinding(handler);
      x.exceptionCatchAll(from, handler, handler);
      for (Rule rule : rules) {
        if (atThrow(rule)) {
          hook(x, rule);
        }
      }
      if (locks) {
        lockedObject(x);
        edge(x, "release", Edges.WHOLE);
      }
      x.athrow();
    }

    @Override
    public void accept(CodeBuilder x, CodeElement e) {
      if (e instanceof ReturnInstruction r) {
        returns(x, r);
      } else if (e instanceof InvokeInstruction call) {
        invoke(x, call);
      } else if (e instanceof FieldInstruction f) {
        field(x, f);
      } else if (e instanceof MonitorInstruction m && of.monitor) {
        if (m.opcode() == Opcode.MONITORENTER) {
          // Not kept on the operand stack: a virtual thread that waits here would lose it.
          x.block(b -> {
            int monitor = b.allocateLocal(TypeKind.REFERENCE);
            b.dup().astore(monitor).with(m);
            b.aload(monitor);
            edge(b, "acquire", Edges.WHOLE);
          });
        } else {
          x.dup();
          edge(x, "release", Edges.WHOLE);
          x.with(m);
        }
      } else {
        x.with(e);
      }
    }

    private void returns(CodeBuilder x, ReturnInstruction r) {
      for (Rule rule : rules) {
        Rule.When when = rule.action().when;
        if (when == Rule.When.RETURN || when == Rule.When.EXIT) {
          result(x, rule, r.typeKind());
          hook(x, rule);
        }
      }
      if (locks) {
        lockedObject(x);
        edge(x, "release", Edges.WHOLE);
      }
      x.with(r);
    }

    /** Puts a copy of the result below what a hook gets, where it wants it. */
    private static void result(CodeBuilder x, Rule rule, TypeKind kind) {
      if (!rule.action().wantsResult && rule.key() != Rule.Key.RESULT) {
        return;
      }
      if (kind.slotSize() == 2) {
        x.dup2();
      } else if (kind.slotSize() == 1) {
        x.dup();
      } else {
        x.aconst_null();
      }
    }

    private void hook(CodeBuilder x, Rule rule) {
      Rule.Action action = rule.action();
      switch (rule.key()) {
        case THIS -> lockedObject(x);
        case FIELD -> x.aload(0).getfield(self, rule.field(), fields.get(rule.field()));
        case ARGUMENT -> {
          Integer local = kept.get(rule.argument());
          x.aload(local == null ? x.parameterSlot(rule.argument() - 1) : local);
        }
        case RESULT -> {}
      }
      x.loadConstant(rule.slot());
      MethodTypeDesc type = EDGE;
      if (action.wantsResult) {
        TypeKind kind = TypeKind.from(method.methodTypeSymbol().returnType());
        ClassDesc result =
            switch (kind.asLoadable()) {
              case INT -> ConstantDescs.CD_int;
              case LONG -> ConstantDescs.CD_long;
              default -> ConstantDescs.CD_Object;
            };
        type = EDGE.insertParameterTypes(0, result);
      } else if (action == Rule.Action.READ_STAMP_RELEASE
          || action == Rule.Action.WRITE_STAMP_RELEASE) {
        x.lload(x.parameterSlot(0));
        type = STAMPED_EDGE;
      } else if (action == Rule.Action.SUBMITTED) {
        runnable(x);
        type = SUBMITTED;
      }
      x.invokestatic(HOOKS, action.hook, type);
    }

    /** Loads what a task that is the first argument runs, if it is of the kind that knows. */
    private static void runnable(CodeBuilder x) {
      int task = x.parameterSlot(0);
      x.aload(task)
          .instanceOf(ADAPTED)
          .ifThenElse(
              b ->
                  b.aload(task)
                      .checkcast(ADAPTED)
                      .getfield(ADAPTED, "runnable", ClassDesc.of("java.lang.Runnable")),
              CodeBuilder::aconst_null);
    }

    private void lockedObject(CodeBuilder x) {
      if (isStatic) {
        x.ldc(self);
      } else {
        x.aload(0);
      }
    }

    private static void edge(CodeBuilder x, String which, int slot) {
      x.loadConstant(slot).invokestatic(EDGES, which, EDGE);
    }

    private void field(CodeBuilder x, FieldInstruction f) {
      String name = f.name().stringValue();
      switch (f.opcode()) {
        case GETSTATIC -> {
          if (f.typeSymbol().equals(VAR_HANDLE)) {
            handles.push(name);
          } else if (f.typeSymbol().equals(ConstantDescs.CD_long)) {
            offset = name;
          }
          x.with(f);
        }
        case GETFIELD -> {
          if (!of.volatiles.contains(name)) {
            x.with(f);
            return;
          }
          x.dup().with(f);
          if (TypeKind.from(f.typeSymbol()).slotSize() == 2) {
            x.dup2_x1().pop2();
          } else {
            x.swap();
          }
          x.loadConstant(slot(name)).invokestatic(HOOKS, "acquire", EDGE);
        }
        case PUTFIELD -> {
          if (!of.volatiles.contains(name) || method.methodName().equalsString("<init>")) {
            x.with(f);
            return;
          }
          TypeKind kind = TypeKind.from(f.typeSymbol());
          x.block(b -> {
            int value = b.allocateLocal(kind);
            b.storeLocal(kind, value).dup();
            b.loadConstant(slot(name)).invokestatic(HOOKS, "release", EDGE);
            b.loadLocal(kind, value).with(f);
          });
        }
        default -> x.with(f);
      }
    }

    private void invoke(CodeBuilder x, InvokeInstruction call) {
      String owner = call.owner().asInternalName();
      if (isInternal(of, method, call)) {
        x.invokestatic(
            INTERNALS,
            call.name().stringValue(),
            call.typeSymbol()
                .insertParameterTypes(
                    0, ClassDesc.ofInternalName(Internals.Calls.receiver(owner))));
      } else if (runs(of, call)) {
        x.dup();
        x.loadConstant(of.runsSlot).invokestatic(HOOKS, "acquire", EDGE);
        x.with(call);
      } else if (of.tasks && asksTask(call)) {
        boolean compares = call.name().equalsString("compareTo");
        if (call.typeSymbol().parameterCount() == 0) {
          x.dup();
        } else {
          x.dup2();
          if (!compares) {
            x.pop();
          }
        }
        x.invokestatic(HOOKS, "asksTask", compares ? OF_TWO_TASKS : OF_TASK);
        x.with(call);
      } else if (of.monitor && waits(call)) {
        if (call.type().equalsString("()V")) {
          x.lconst_0();
        }
        x.invokestatic(HOOKS, "await", WAIT);
      } else if (owner.equals("java/lang/invoke/VarHandle")) {
        String field = field(handles.isEmpty() ? null : handles.pop());
        atomic(x, call, field, 0, Effects.ofHandle(call.name().stringValue()));
      } else if (owner.equals("jdk/internal/misc/Unsafe")) {
        atomic(x, call, field(offset), 0, Effects.ofUnsafe(call.name().stringValue()));
      } else if (of.callbacks != null && !isStatic && callsBack(call)) {
        x.aload(0);
        if (!of.callbacks.equals("this")) {
          x.getfield(self, of.callbacks, fields.get(of.callbacks));
        }
        edge(x, "acquire", Edges.WHOLE);
        x.with(call);
      } else if (!of.calls || leavesToCaller() || !CallSites.emit(x, call, site())) {
        x.with(call);
      }
    }

    /**
     * Whether whoever calls the method must hold the lock that the others take themselves. That of
     * a program is seen, and the iterator's own steps are; but those of the JDK's classes are not.
     */
    private boolean leavesToCaller() {
      String name = method.methodName().stringValue();
      return name.equals("iterator") || name.equals("listIterator") || name.equals("spliterator");
    }

    /** The place that a call which the class makes for a program is at. */
    private int site() {
      return Sites.of(model(), method.methodName().stringValue(), "Collections.java", 0);
    }

    private String model() {
      String name = self.descriptorString();
      return name.substring(1, name.length() - 1).replace('/', '.');
    }

    /** The volatile field that a constant with a handle or an offset is of; null if not one. */
    private @Nullable String field(@Nullable String constant) {
      if (constant != null) {
        for (String field : of.volatiles) {
          if (field.equalsIgnoreCase(constant)) {
            return field;
          }
        }
      }
      return null;
    }

    /** An atomic operation on a volatile field of the object that is the given argument. */
    private static void atomic(
        CodeBuilder x, InvokeInstruction call, @Nullable String field, int argument, int effect) {
      MethodTypeDesc type = call.typeSymbol();
      if (field == null
          || effect == 0
          || type.parameterCount() <= argument
          || type.parameterType(argument).isPrimitive()) {
        x.with(call);
        return;
      }
      x.block(b -> {
        Arguments arguments = Arguments.store(b, type);
        if ((effect & Effects.RELEASES) != 0) {
          arguments.load(b, argument);
          b.loadConstant(slot(field)).invokestatic(HOOKS, "release", EDGE);
        }
        arguments.loadAll(b);
        b.with(call);
        if ((effect & Effects.ACQUIRES) != 0) {
          arguments.load(b, argument);
          b.loadConstant(slot(field)).invokestatic(HOOKS, "acquire", EDGE);
        }
      });
    }
  }
}
