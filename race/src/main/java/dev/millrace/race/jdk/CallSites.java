package dev.millrace.race.jdk;

import dev.millrace.race.runtime.Edges;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites the calls that a program makes to the JDK's classes, where these access something.
 *
 * <p>Invariants: the call itself is made as it was, with the same arguments in the same order, but
 * for functions, which may be wrapped. What a call writes and releases is told before it, what it
 * acquires and what it has filled after it.
 */
public final class CallSites {
  private static final ClassDesc COLLECT = ClassDesc.of("dev.millrace.race.jdk.Collect");
  private static final ClassDesc MAKINGS = ClassDesc.of("dev.millrace.race.runtime.Makings");
  private static final ClassDesc RANGES = ClassDesc.of("dev.millrace.race.jdk.Ranges");
  private static final ClassDesc HANDLES = ClassDesc.of("dev.millrace.race.jdk.Handles");
  private static final ClassDesc OFFSETS = ClassDesc.of("dev.millrace.race.jdk.Offsets");
  private static final ClassDesc HOOKS = ClassDesc.of("dev.millrace.race.jdk.Hooks");
  private static final ClassDesc SWAPS = ClassDesc.of("dev.millrace.race.jdk.Swaps");
  private static final ClassDesc WRAP = ClassDesc.of("dev.millrace.race.jdk.Wrap");
  private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  private static final ClassDesc INT = ConstantDescs.CD_int;
  private static final ClassDesc VOID = ConstantDescs.CD_void;
  private static final ClassDesc FIELD = ClassDesc.of("java.lang.reflect.Field");

  private static final ClassDesc CD_MethodHandle = ConstantDescs.CD_MethodHandle;
  private static final ClassDesc FACTORY = ClassDesc.of("java.lang.invoke.LambdaMetafactory");

  /** Methods of collections, builders and bit sets that change them; all others read. */
  private static final Set<String> WRITES =
      Set.of(
          "add",
          "addAll",
          "addFirst",
          "addLast",
          "offer",
          "offerFirst",
          "offerLast",
          "push",
          "pop",
          "poll",
          "pollFirst",
          "pollLast",
          "pollFirstEntry",
          "pollLastEntry",
          "remove",
          "removeAll",
          "removeIf",
          "removeFirst",
          "removeLast",
          "removeFirstOccurrence",
          "removeLastOccurrence",
          "retainAll",
          "clear",
          "set",
          "replaceAll",
          "sort",
          "put",
          "putAll",
          "putIfAbsent",
          "putFirst",
          "putLast",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "merge",
          "replace",
          "setValue",
          "ensureCapacity",
          "trimToSize",
          "append",
          "insert",
          "delete",
          "deleteCharAt",
          "reverse",
          "setLength",
          "setCharAt",
          "appendCodePoint",
          "repeat",
          "flip",
          "and",
          "or",
          "xor",
          "andNot",
          "setEmptyValue",
          "addIfAbsent",
          "addAllAbsent",
          "setProperty");

  /** Methods that access nothing: they make a view, or are about something else. */
  private static final Set<String> NEITHER =
      Set.of(
          "keySet",
          "values",
          "entrySet",
          "headMap",
          "tailMap",
          "subMap",
          "headSet",
          "tailSet",
          "subSet",
          "subList",
          "descendingMap",
          "descendingSet",
          "descendingKeySet",
          "navigableKeySet",
          "reversed",
          "sequencedKeySet",
          "sequencedValues",
          "sequencedEntrySet",
          "comparator",
          "getClass",
          "wait",
          "notify",
          "notifyAll",
          "getKey",
          "mappingCount");

  /** What stands for a collection in the types of parameters. */
  private static final Set<String> COLLECTIONS =
      Set.of(
          "Ljava/util/Collection;",
          "Ljava/util/List;",
          "Ljava/util/Map;",
          "Ljava/util/Set;",
          "Ljava/lang/Iterable;",
          "Ljava/util/SortedMap;",
          "Ljava/util/SortedSet;",
          "Ljava/util/NavigableMap;",
          "Ljava/util/NavigableSet;",
          "Ljava/util/Queue;",
          "Ljava/util/Deque;",
          "Ljava/util/ArrayList;",
          "Ljava/util/HashMap;",
          "Ljava/util/PriorityQueue;",
          "Ljava/util/EnumMap;",
          "Ljava/util/BitSet;",
          "Ljava/util/EnumSet;",
          "Ljava/lang/StringBuilder;",
          "Ljava/lang/CharSequence;",
          "Ljava/util/Iterator;",
          "Ljava/util/SequencedCollection;",
          "Ljava/util/StringJoiner;");

  private static final Set<String> FUNCTIONS =
      Set.of(
          "Function",
          "BiFunction",
          "Consumer",
          "BiConsumer",
          "Predicate",
          "BiPredicate",
          "UnaryOperator",
          "BinaryOperator",
          "IntUnaryOperator",
          "IntBinaryOperator",
          "LongUnaryOperator",
          "LongBinaryOperator");

  /** Classes of java.util that a call may be about, which are never sync objects. */
  private static final Set<String> PLAINS =
      Set.of(
          "java/util/ArrayList",
          "java/util/LinkedList",
          "java/util/ArrayDeque",
          "java/util/PriorityQueue",
          "java/util/HashMap",
          "java/util/LinkedHashMap",
          "java/util/TreeMap",
          "java/util/IdentityHashMap",
          "java/util/WeakHashMap",
          "java/util/EnumMap",
          "java/util/EnumSet",
          "java/util/BitSet",
          "java/util/StringJoiner",
          "java/util/HashSet",
          "java/util/LinkedHashSet",
          "java/util/TreeSet",
          "java/lang/StringBuilder",
          "java/lang/CharSequence",
          "java/lang/Appendable");

  /** Classes of objects that are one location each, of which it is told where they were made. */
  private static final Set<String> MADE =
      Set.of(
          "java/util/ArrayList",
          "java/util/LinkedList",
          "java/util/ArrayDeque",
          "java/util/PriorityQueue",
          "java/util/HashMap",
          "java/util/LinkedHashMap",
          "java/util/TreeMap",
          "java/util/IdentityHashMap",
          "java/util/WeakHashMap",
          "java/util/EnumMap",
          "java/util/BitSet",
          "java/util/StringJoiner",
          "java/util/HashSet",
          "java/util/LinkedHashSet",
          "java/util/TreeSet",
          "java/util/AbstractMap$SimpleEntry",
          "java/lang/StringBuilder");

  /** Classes of java.util that a call may be about, and that may turn out to be sync objects. */
  private static final Set<String> EITHERS =
      Set.of(
          "java/util/List",
          "java/util/Map",
          "java/util/Set",
          "java/util/Collection",
          "java/util/Deque",
          "java/util/Queue",
          "java/util/Iterator",
          "java/util/ListIterator",
          "java/util/PrimitiveIterator$OfInt",
          "java/util/Map$Entry",
          "java/util/SortedMap",
          "java/util/SortedSet",
          "java/util/NavigableMap",
          "java/util/NavigableSet",
          "java/util/SequencedCollection",
          "java/util/SequencedMap",
          "java/util/SequencedSet",
          "java/util/AbstractMap",
          "java/util/AbstractList",
          "java/util/AbstractSet",
          "java/util/AbstractCollection",
          "java/util/AbstractQueue",
          "java/util/AbstractSequentialList",
          "java/util/AbstractMap$SimpleEntry",
          "java/util/Properties",
          "java/util/Hashtable",
          "java/util/Dictionary",
          "java/util/Enumeration",
          "java/lang/Iterable",
          "java/util/concurrent/ConcurrentMap",
          "java/util/concurrent/ConcurrentHashMap",
          "java/util/concurrent/ConcurrentHashMap$KeySetView",
          "java/util/concurrent/ConcurrentNavigableMap",
          "java/util/concurrent/ConcurrentSkipListMap",
          "java/util/concurrent/ConcurrentSkipListSet",
          "java/util/concurrent/CopyOnWriteArrayList",
          "java/util/concurrent/CopyOnWriteArraySet");

  /** Methods that a program's own class may have inherited from a collection. */
  private static final Set<String> INHERITABLE =
      Set.of(
          "get(I)Ljava/lang/Object;",
          "get(Ljava/lang/Object;)Ljava/lang/Object;",
          "getOrDefault(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
          "put(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
          "putIfAbsent(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
          "computeIfAbsent(Ljava/lang/Object;Ljava/util/function/Function;)Ljava/lang/Object;",
          "remove(Ljava/lang/Object;)Ljava/lang/Object;",
          "remove(Ljava/lang/Object;)Z",
          "remove(I)Ljava/lang/Object;",
          "containsKey(Ljava/lang/Object;)Z",
          "contains(Ljava/lang/Object;)Z",
          "add(Ljava/lang/Object;)Z",
          "add(ILjava/lang/Object;)V",
          "addAll(Ljava/util/Collection;)Z",
          "addFirst(Ljava/lang/Object;)V",
          "addLast(Ljava/lang/Object;)V",
          "set(ILjava/lang/Object;)Ljava/lang/Object;",
          "iterator()Ljava/util/Iterator;",
          "isEmpty()Z",
          "size()I",
          "clear()V");

  /** How many parameters the methods have that a program's class may have from an atomic one. */
  private static final Map<String, Integer> ATOMIC_NAMES =
      Map.ofEntries(
          Map.entry("get", 0),
          Map.entry("getAcquire", 0),
          Map.entry("getAndIncrement", 0),
          Map.entry("getAndDecrement", 0),
          Map.entry("incrementAndGet", 0),
          Map.entry("decrementAndGet", 0),
          Map.entry("set", 1),
          Map.entry("lazySet", 1),
          Map.entry("setRelease", 1),
          Map.entry("getAndSet", 1),
          Map.entry("getAndAdd", 1),
          Map.entry("addAndGet", 1),
          Map.entry("getAndUpdate", 1),
          Map.entry("updateAndGet", 1),
          Map.entry("compareAndSet", 2),
          Map.entry("weakCompareAndSetVolatile", 2),
          Map.entry("compareAndExchange", 2),
          Map.entry("getAndAccumulate", 2),
          Map.entry("accumulateAndGet", 2));

  /** The atomic classes of which {@link Swaps} has a method. */
  private static final Set<String> SWAPPED =
      Set.of("AtomicInteger", "AtomicLong", "AtomicBoolean", "AtomicReference");

  private static final Set<String> ATOMIC_TYPES = Set.of("I", "J", "Z", "Ljava/lang/Object;");

  private CallSites() {}

  /**
   * Emits a call together with what it is to tell.
   *
   * @param site where it is, of {@link dev.millrace.race.runtime.Sites}
   * @return false if there is nothing to tell; then nothing was emitted
   */
  public static boolean emit(CodeBuilder x, InvokeInstruction call, int site) {
    boolean told = access(x, call, site);
    if (!isFactory(call, call.owner().asInternalName())) {
      return told;
    }
    if (!told) {
      x.with(call);
    }
    x.dup().loadConstant(site).invokestatic(COLLECT, "made", hook(OBJECT, INT));
    return true;
  }

  private static boolean access(CodeBuilder x, InvokeInstruction call, int site) {
    String owner = call.owner().asInternalName();
    if (owner.charAt(0) == '[') {
      return cloned(x, call, site);
    }
    if (owner.startsWith("java/")
        && call.opcode() == Opcode.INVOKESPECIAL
        && call.name().equalsString("clone")) {
      return copied(x, call, site);
    }
    if (owner.equals("sun/misc/Unsafe") || owner.equals("jdk/internal/misc/Unsafe")) {
      return unsafe(x, call, site);
    }
    if (!owner.startsWith("java/")) {
      return inherited(x, call, site);
    }
    if (call.name().equalsString(ConstantDescs.INIT_NAME)) {
      return constructor(x, call, owner, site);
    }
    return switch (owner) {
      case "java/lang/System" -> copy(x, call, site);
      case "java/lang/String" -> string(x, call, site);
      case "java/util/Arrays" -> arrays(x, call, site);
      case "java/util/Collections" -> utilities(x, call, site);
      case "java/lang/invoke/VarHandle" -> handle(x, call, site);
      case "java/lang/reflect/Field" -> reflection(x, call, site);
      case "java/lang/reflect/Array" -> element(x, call, site);
      case "java/lang/invoke/MethodHandle" -> invocation(x, call, site);
      case "java/lang/invoke/MethodHandles" -> elements(x, call);
      default -> {
        if (PLAINS.contains(owner) || EITHERS.contains(owner)) {
          yield collection(x, call, owner, site);
        }
        if (owner.startsWith("java/util/concurrent/atomic/")) {
          yield atomic(x, call, owner.substring("java/util/concurrent/atomic/".length()), site);
        }
        if (owner.startsWith("java/io/")) {
          yield stream(x, call, site);
        }
        yield owner.startsWith("java/util/") && argued(x, call, site);
      }
    };
  }

  /** The type of a call with its receiver, if it has one, as the first parameter. */
  private static MethodTypeDesc full(InvokeInstruction call) {
    MethodTypeDesc type = call.typeSymbol();
    if (call.opcode() == Opcode.INVOKESTATIC || call.name().equalsString("<init>")) {
      return type;
    }
    return type.insertParameterTypes(0, call.owner().asSymbol());
  }

  private static boolean isStatic(InvokeInstruction call) {
    return call.opcode() == Opcode.INVOKESTATIC;
  }

  private static MethodTypeDesc hook(ClassDesc... parameters) {
    return MethodTypeDesc.of(VOID, parameters);
  }

  /** A method's name and its parameters' descriptor. */
  private static String signature(InvokeInstruction call) {
    String type = call.type().stringValue();
    return call.name().stringValue() + type.substring(0, type.indexOf(')') + 1);
  }

  private static boolean isArray(MethodTypeDesc type, int i) {
    return i < type.parameterCount() && type.parameterType(i).isArray();
  }

  private static boolean isInt(MethodTypeDesc type, int i) {
    return i < type.parameterCount() && type.parameterType(i).equals(INT);
  }

  // Method references.

  /**
   * A method that makes the call which a method reference stands for, together with what it is to
   * tell.
   *
   * @param name of the method, private, static and synthetic, that the class is to get
   * @param type of the method
   * @param callSite to take the place of the one that makes the reference
   */
  public record Bridge(
      String name,
      MethodTypeDesc type,
      DynamicCallSiteDesc callSite,
      DirectMethodHandleDesc target) {
    /** Emits the body of the method. */
    public void code(CodeBuilder x, int site) {
      body(x, site);
    }

    private boolean body(CodeBuilder x, int site) {
      ClassDesc owner = target.owner();
      boolean constructs = target.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR;
      if (constructs) {
        x.new_(owner).dup();
      }
      for (int i = 0; i < type.parameterCount(); i++) {
        x.loadLocal(TypeKind.from(type.parameterType(i)), x.parameterSlot(i));
      }
      Opcode opcode =
          switch (target.kind()) {
            case STATIC, INTERFACE_STATIC -> Opcode.INVOKESTATIC;
            case INTERFACE_VIRTUAL -> Opcode.INVOKEINTERFACE;
            case CONSTRUCTOR -> Opcode.INVOKESPECIAL;
            default -> Opcode.INVOKEVIRTUAL;
          };
      MethodTypeDesc calls = MethodTypeDesc.ofDescriptor(target.lookupDescriptor());
      InvokeInstruction call =
          InvokeInstruction.of(
              opcode,
              target.isOwnerInterface()
                  ? x.constantPool().interfaceMethodRefEntry(owner, target.methodName(), calls)
                  : x.constantPool().methodRefEntry(owner, target.methodName(), calls));
      boolean told = emit(x, call, site);
      if (!told) {
        x.with(call);
      }
      x.return_(TypeKind.from(type.returnType()));
      return told;
    }
  }

  /**
   * What a method reference to one of the JDK's methods is to be replaced by; empty if its call has
   * nothing to tell.
   *
   * @param self the class that has it
   * @param isInterface whether that is an interface
   * @param name of the method that the class is to get
   */
  public static Optional<Bridge> bridge(
      InvokeDynamicInstruction indy, ClassDesc self, boolean isInterface, String name) {
    DirectMethodHandleDesc bootstrap = indy.bootstrapMethod();
    if (!bootstrap.owner().equals(FACTORY)) {
      return Optional.empty();
    }
    List<ConstantDesc> arguments = indy.bootstrapArgs();
    if (arguments.size() < 3
        || !(arguments.get(1) instanceof DirectMethodHandleDesc target)
        || !refers(target.kind())
        || (target.owner().descriptorString().charAt(0) == 'L'
            && !target.owner().descriptorString().startsWith("Ljava/"))
        || (bootstrap.methodName().equals("altMetafactory")
            && arguments.get(3) instanceof Integer flags
            && (flags & LambdaMetafactory.FLAG_SERIALIZABLE) != 0)) {
      return Optional.empty();
    }
    MethodTypeDesc type = target.invocationType();
    MethodTypeDesc captures = indy.typeSymbol();
    for (int i = 0; i < captures.parameterCount() && i < type.parameterCount(); i++) {
      // What is captured has to have exactly the type that the method says.
      type = type.changeParameterType(i, captures.parameterType(i));
    }
    List<ConstantDesc> replaced = new ArrayList<>(arguments);
    replaced.set(
        1,
        MethodHandleDesc.ofMethod(
            isInterface
                ? DirectMethodHandleDesc.Kind.INTERFACE_STATIC
                : DirectMethodHandleDesc.Kind.STATIC,
            self,
            name,
            type));
    Bridge made =
        new Bridge(
            name,
            type,
            DynamicCallSiteDesc.of(
                bootstrap,
                indy.name().stringValue(),
                captures,
                replaced.toArray(ConstantDesc[]::new)),
            target);
    return tells(made) ? Optional.of(made) : Optional.empty();
  }

  private static boolean refers(DirectMethodHandleDesc.Kind kind) {
    return switch (kind) {
      case STATIC, INTERFACE_STATIC, VIRTUAL, INTERFACE_VIRTUAL, CONSTRUCTOR -> true;
      default -> false;
    };
  }

  /** Whether a bridge would be anything else than its call. */
  private static boolean tells(Bridge bridge) {
    boolean[] told = new boolean[1];
    ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
        .build(
            ClassDesc.of("Bridge"),
            c ->
                c.withMethodBody(
                    bridge.name,
                    bridge.type,
                    ClassFile.ACC_STATIC,
                    x -> told[0] = bridge.body(x, 0)));
    return told[0];
  }

  // Collections.

  private static boolean inherited(CodeBuilder x, InvokeInstruction call, int site) {
    if (call.opcode() != Opcode.INVOKEVIRTUAL) {
      return false;
    }
    if (isAtomic(call)) {
      atomic(x, call, call.name().stringValue(), false, true);
      return true;
    }
    if (isAtomicArray(call)) {
      if (isInheritable(call)) {
        MethodTypeDesc type = full(call);
        x.block(b -> {
          Arguments arguments = Arguments.store(b, type);
          arguments.loadAll(b);
          accessed(b, call, true, site);
          sync(b, arguments, true, "acquireAtomic");
        });
      } else {
        atomic(x, call, call.name().stringValue(), true, true);
      }
      return true;
    }
    return isInheritable(call) && accessed(x, call, true, site);
  }

  private static boolean isInheritable(InvokeInstruction call) {
    return INHERITABLE.contains(call.name().stringValue() + call.type().stringValue());
  }

  /** Whether a method of a program's class may be one of an atomic class. */
  private static boolean isAtomic(InvokeInstruction call) {
    return isAtomic(call, call.typeSymbol());
  }

  /** Whether a method of a program's class may be one of a class of atomic elements. */
  private static boolean isAtomicArray(InvokeInstruction call) {
    MethodTypeDesc type = call.typeSymbol();
    return isInt(type, 0) && isAtomic(call, type.dropParameterTypes(0, 1));
  }

  private static boolean isAtomic(InvokeInstruction call, MethodTypeDesc type) {
    Integer parameters = ATOMIC_NAMES.get(call.name().stringValue());
    if (parameters == null || type.parameterCount() != parameters) {
      return false;
    }
    if (parameters == 0) {
      return ATOMIC_TYPES.contains(type.returnType().descriptorString());
    }
    for (int i = 0; i < parameters; i++) {
      ClassDesc parameter = type.parameterType(i);
      if (!ATOMIC_TYPES.contains(parameter.descriptorString()) && !isFunction(parameter)) {
        return false;
      }
    }
    return true;
  }

  private static boolean collection(CodeBuilder x, InvokeInstruction call, String owner, int site) {
    if (isStatic(call)) {
      return argued(x, call, site);
    }
    if (NEITHER.contains(call.name().stringValue())) {
      return false;
    }
    return accessed(x, call, EITHERS.contains(owner), site);
  }

  /** Whether a method is that of a list that gets or sets one element. */
  private static boolean isIndexed(String name, MethodTypeDesc type) {
    return (name.equals("get") || name.equals("set"))
        && type.parameterCount() == (name.equals("get") ? 2 : 3)
        && isInt(type, 1)
        && !type.returnType().isPrimitive();
  }

  private static boolean accessed(
      CodeBuilder x, InvokeInstruction call, boolean mayBeSync, int site) {
    String name = call.name().stringValue();
    MethodTypeDesc type = full(call);
    String signature = signature(call);
    int effect = WRITES.contains(name) ? Collect.WRITE : Collect.READ;
    boolean ifAbsent = name.equals("computeIfAbsent") || name.equals("putIfAbsent");
    if (name.equals("setValue")) {
      Collect.entriesAreSet();
    }
    // To look whether a key is there, or to take it out, leaves the value alone.
    boolean ofKey =
        (Keys.of(name) & Keys.OF_MAP) != 0
            && !name.equals("containsKey")
            && !name.equals("remove")
            && type.parameterType(1).equals(OBJECT);
    int is =
        mayBeSync && type.parameterCount() > 1 && type.parameterType(1).equals(OBJECT)
            ? Keys.of(name)
            : 0;
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      int slot = -1;
      if (is != 0) {
        slot = b.allocateLocal(TypeKind.INT);
        arguments.load(b, 0);
        arguments.load(b, 1);
        b.loadConstant(is);
        b.invokestatic(COLLECT, "slot", MethodTypeDesc.of(INT, OBJECT, OBJECT, INT)).istore(slot);
      }
      for (int i = 1; i < type.parameterCount(); i++) {
        argument(b, arguments, i, Collect.READ, site);
      }
      if (name.equals("drainTo")) {
        arguments.load(b, 1);
        collect(b, "argument", Collect.WRITE, site);
      }
      arguments.load(b, 0);
      if (call.opcode() == Opcode.INVOKESPECIAL) {
        b.ldc(signature);
        b.loadConstant(effect).loadConstant(site);
        b.invokestatic(COLLECT, "beforeSuper", hook(OBJECT, ConstantDescs.CD_String, INT, INT));
      } else if (isIndexed(name, type)) {
        arguments.load(b, 1);
        b.ldc(signature).loadConstant(effect).loadConstant(site);
        b.invokestatic(
            COLLECT, "beforeIndexed", hook(OBJECT, INT, ConstantDescs.CD_String, INT, INT));
      } else if (ifAbsent) {
        arguments.load(b, 1);
        slot(b, slot);
        b.ldc(signature).loadConstant(site);
        b.invokestatic(
            COLLECT, "beforeIfAbsent", hook(OBJECT, OBJECT, INT, ConstantDescs.CD_String, INT));
      } else {
        slot(b, slot);
        b.ldc(signature);
        b.loadConstant(effect).loadConstant(site);
        b.invokestatic(COLLECT, "before", hook(OBJECT, INT, ConstantDescs.CD_String, INT, INT));
      }
      if (ofKey && call.opcode() != Opcode.INVOKESPECIAL) {
        arguments.load(b, 0);
        arguments.load(b, 1);
        b.loadConstant(ifAbsent ? Collect.READ : effect).loadConstant(site);
        b.invokestatic(COLLECT, "entry", hook(OBJECT, OBJECT, INT, INT));
      }
      if (mayBeSync) {
        wrap(b, arguments, slot);
      }
      arguments.loadAll(b);
      b.with(call);
      ClassDesc result = type.returnType();
      if (!mayBeSync) {
        return;
      }
      if (name.startsWith("add") && result.equals(ConstantDescs.CD_boolean)) {
        b.dup();
        arguments.load(b, 0);
        slot(b, slot);
        b.invokestatic(COLLECT, "afterAdd", hook(ConstantDescs.CD_boolean, OBJECT, INT));
      } else if (effect == Collect.READ || result.equals(ConstantDescs.CD_boolean)) {
        arguments.load(b, 0);
        slot(b, slot);
        b.invokestatic(COLLECT, "after", hook(OBJECT, INT));
        if (name.equals("stream") || name.equals("parallelStream")) {
          arguments.load(b, 0);
          b.invokestatic(COLLECT, "stream", MethodTypeDesc.of(OBJECT, OBJECT, OBJECT));
          b.checkcast(result);
        }
      } else if (!result.isPrimitive()) {
        b.dup();
        arguments.load(b, 0);
        slot(b, slot);
        b.invokestatic(COLLECT, "afterWrite", hook(OBJECT, OBJECT, INT));
      }
    });
    return true;
  }

  private static void collect(CodeBuilder b, String which, int effect, int site) {
    b.loadConstant(effect).loadConstant(site);
    b.invokestatic(COLLECT, which, hook(OBJECT, INT, INT));
  }

  private static boolean isCollection(ClassDesc type) {
    return COLLECTIONS.contains(type.descriptorString());
  }

  /** Tells that an argument is accessed, if its type is a collection's. */
  private static void argument(CodeBuilder b, Arguments arguments, int i, int effect, int site) {
    if (isCollection(arguments.type().parameterType(i))) {
      arguments.load(b, i);
      collect(b, "argument", effect, site);
    }
  }

  private static boolean anyCollection(MethodTypeDesc type, int from) {
    for (int i = from; i < type.parameterCount(); i++) {
      if (isCollection(type.parameterType(i))) {
        return true;
      }
    }
    return false;
  }

  /** A call that is of interest only for the collections among its arguments. */
  private static boolean argued(CodeBuilder x, InvokeInstruction call, int site) {
    MethodTypeDesc type = full(call);
    int from = isStatic(call) ? 0 : 1;
    if (!anyCollection(type, from)) {
      return false;
    }
    boolean fills = call.name().equalsString("drainTo");
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      told(b, arguments, from, fills ? Collect.WRITE : Collect.READ, site);
      arguments.loadAll(b);
      b.with(call);
      seen(b, arguments, from);
    });
    return true;
  }

  private static void told(CodeBuilder b, Arguments arguments, int from, int effect, int site) {
    for (int i = from; i < arguments.type().parameterCount(); i++) {
      argument(b, arguments, i, effect, site);
    }
  }

  /** Acquires what arguments that are sync objects held. */
  private static void seen(CodeBuilder b, Arguments arguments, int from) {
    for (int i = from; i < arguments.type().parameterCount(); i++) {
      if (isCollection(arguments.type().parameterType(i))) {
        arguments.load(b, i);
        b.invokestatic(COLLECT, "after", hook(OBJECT));
      }
    }
  }

  /** The static methods of java.util.Collections. */
  private static boolean utilities(CodeBuilder x, InvokeInstruction call, int site) {
    String name = call.name().stringValue();
    MethodTypeDesc type = call.typeSymbol();
    if (name.startsWith("unmodifiable")
        || name.startsWith("synchronized")
        || name.startsWith("checked")
        || name.startsWith("empty")
        || name.equals("newSetFromMap")
        || name.equals("newSequencedSetFromMap")
        || name.equals("asLifoQueue")
        || !anyCollection(type, 0)) {
      return false;
    }
    boolean writes =
        switch (name) {
          case "sort",
              "shuffle",
              "reverse",
              "swap",
              "fill",
              "rotate",
              "replaceAll",
              "copy",
              "addAll" ->
              true;
          default -> false;
        };
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      argument(b, arguments, 0, writes ? Collect.WRITE : Collect.READ, site);
      told(b, arguments, 1, Collect.READ, site);
      if (name.equals("addAll")) {
        arguments.load(b, 1);
        b.loadConstant(site).invokestatic(RANGES, "readAll", hook(OBJECT, INT));
      }
      arguments.loadAll(b);
      b.with(call);
      seen(b, arguments, 0);
    });
    return true;
  }

  /** A constructor that reads its arguments. Its receiver cannot be touched yet. */
  private static boolean constructor(
      CodeBuilder x, InvokeInstruction call, String owner, int site) {
    MethodTypeDesc type = call.typeSymbol();
    boolean makes = MADE.contains(owner);
    boolean string = owner.equals("java/lang/String") && isArray(type, 0);
    boolean collects =
        (owner.startsWith("java/util/")
                || owner.equals("java/lang/StringBuilder")
                || owner.equals("java/lang/String"))
            && anyCollection(type, 0);
    if (!string && !collects && !makes) {
      return false;
    }
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      if (makes) {
        b.dup();
      }
      if (string) {
        ranges(b, arguments, 0, false, true, site);
      } else {
        told(b, arguments, 0, Collect.READ, site);
      }
      arguments.loadAll(b);
      b.with(call);
      if (collects) {
        seen(b, arguments, 0);
      }
      if (makes) {
        b.loadConstant(site);
        b.invokestatic(owner.endsWith("Set") ? COLLECT : MAKINGS, "made", hook(OBJECT, INT));
      }
    });
    return true;
  }

  /** Whether a method makes a collection for whom it is called by. */
  private static boolean isFactory(InvokeInstruction call, String owner) {
    String name = call.name().stringValue();
    return switch (name) {
      case "collect" -> owner.startsWith("java/util/stream/");
      case "clone" -> MADE.contains(owner);
      case "list" -> owner.equals("java/util/Collections");
      case "valueOf" -> owner.equals("java/util/BitSet");
      default ->
          isStatic(call)
              && (owner.equals("java/util/EnumSet")
                  || (MADE.contains(owner) && name.startsWith("new")));
    };
  }

  /**
   * Wraps the functions among the arguments of a call on what may be a sync object, which is
   * argument 0.
   *
   * @param slot the variable with its slot; below zero for the whole
   */
  private static void wrap(CodeBuilder b, Arguments arguments, int slot) {
    MethodTypeDesc type = arguments.type();
    for (int i = 1; i < type.parameterCount(); i++) {
      ClassDesc parameter = type.parameterType(i);
      if (isFunction(parameter)) {
        arguments.load(b, i);
        arguments.load(b, 0);
        b.invokestatic(COLLECT, "edge", MethodTypeDesc.of(OBJECT, OBJECT));
        slot(b, slot);
        b.invokestatic(WRAP, "around", MethodTypeDesc.of(parameter, parameter, OBJECT, INT));
        arguments.set(b, i);
      }
    }
  }

  private static void slot(CodeBuilder b, int variable) {
    if (variable < 0) {
      b.loadConstant(Edges.WHOLE);
    } else {
      b.iload(variable);
    }
  }

  private static boolean isFunction(ClassDesc type) {
    String descriptor = type.descriptorString();
    String where = "Ljava/util/function/";
    return descriptor.startsWith(where)
        && FUNCTIONS.contains(descriptor.substring(where.length(), descriptor.length() - 1));
  }

  // Atomic classes, handles and reflection.

  private static boolean atomic(CodeBuilder x, InvokeInstruction call, String owner, int site) {
    String name = call.name().stringValue();
    if (owner.endsWith("FieldUpdater")) {
      return updater(x, call, name, site);
    }
    boolean indexed = owner.endsWith("Array");
    if (name.equals("compareAndSet") && SWAPPED.contains(owner)) {
      x.invokestatic(SWAPS, name, full(call));
      return true;
    }
    if (isStatic(call) || Effects.ofAtomic(name) == 0 || (indexed && !isInt(full(call), 1))) {
      return false;
    }
    atomic(x, call, name, indexed, false);
    return true;
  }

  /**
   * A call of an atomic class.
   *
   * @param indexed whether it is an array, whose elements are sync objects
   * @param asked whether it is to be found out at run time if it is an atomic class's
   */
  private static void atomic(
      CodeBuilder x, InvokeInstruction call, String name, boolean indexed, boolean asked) {
    int effect = Effects.ofAtomic(name);
    MethodTypeDesc type = full(call);
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      if ((effect & Effects.RELEASES) != 0) {
        sync(b, arguments, indexed, asked ? "releaseAtomic" : "release");
      }
      for (int i = 1; i < type.parameterCount(); i++) {
        ClassDesc parameter = type.parameterType(i);
        if (isFunction(parameter)) {
          arguments.load(b, i);
          arguments.load(b, 0);
          if (asked) {
            b.invokestatic(HOOKS, "atomic", MethodTypeDesc.of(OBJECT, OBJECT));
          }
          slot(b, arguments, indexed);
          b.invokestatic(WRAP, "around", MethodTypeDesc.of(parameter, parameter, OBJECT, INT));
          arguments.set(b, i);
        }
      }
      arguments.loadAll(b);
      b.with(call);
      if ((effect & Effects.ACQUIRES) != 0) {
        sync(b, arguments, indexed, asked ? "acquireAtomic" : "acquire");
      }
    });
  }

  private static void slot(CodeBuilder b, Arguments arguments, boolean indexed) {
    if (indexed) {
      arguments.load(b, 1);
    } else {
      b.loadConstant(Edges.WHOLE);
    }
  }

  private static void sync(CodeBuilder b, Arguments arguments, boolean indexed, String which) {
    arguments.load(b, 0);
    slot(b, arguments, indexed);
    b.invokestatic(HOOKS, which, hook(OBJECT, INT));
  }

  /** What an atomic operation on a field or an element does, with the bits of {@link Handles}. */
  private static int effect(String name, boolean plainGetAndSet) {
    boolean plain = plainGetAndSet && isGetOrSet(name);
    int order = plainGetAndSet ? Effects.ofHandle(name) : Effects.ofAtomic(name);
    boolean reads =
        switch (name) {
          case "get", "getVolatile", "getOpaque", "getAcquire" -> true;
          default -> false;
        };
    return order | (reads ? 0 : Handles.WRITES) | (plain ? 0 : Handles.ATOMIC);
  }

  private static boolean isGetOrSet(String name) {
    return name.equals("get") || name.equals("set");
  }

  /** An access by offset. */
  private static boolean unsafe(CodeBuilder x, InvokeInstruction call, int site) {
    String name = call.name().stringValue();
    MethodTypeDesc type = full(call);
    if (type.parameterCount() < 3
        || !type.parameterType(1).equals(OBJECT)
        || !type.parameterType(2).equals(ConstantDescs.CD_long)) {
      return false;
    }
    boolean reads = name.startsWith("get") && !name.startsWith("getAnd");
    boolean swaps =
        name.startsWith("compareAnd")
            || name.startsWith("weakCompareAnd")
            || name.startsWith("getAnd");
    if (!reads && !swaps && !name.startsWith("put")) {
      return false;
    }
    int order = Effects.ofUnsafe(name);
    boolean atomic = order != 0 || name.endsWith("Opaque") || swaps;
    int effect = order | (reads ? 0 : Handles.WRITES) | (atomic ? Handles.ATOMIC : 0);
    int size = size(name);
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      offset(b, arguments, "before", effect, size, site);
      arguments.loadAll(b);
      b.with(call);
      if ((effect & Effects.ACQUIRES) != 0) {
        offset(b, arguments, "after", effect, size, site);
      }
    });
    return true;
  }

  private static void offset(
      CodeBuilder b, Arguments arguments, String when, int effect, int size, int site) {
    arguments.load(b, 1);
    arguments.load(b, 2);
    b.loadConstant(effect).loadConstant(size).loadConstant(site);
    b.invokestatic(OFFSETS, when, hook(OBJECT, ConstantDescs.CD_long, INT, INT, INT));
  }

  /** How many bytes an operation of Unsafe accesses; 0 for a reference. */
  private static int size(String name) {
    if (name.contains("Long") || name.contains("Double")) {
      return 8;
    }
    if (name.contains("Int") || name.contains("Float")) {
      return 4;
    }
    return name.contains("Short") || name.contains("Char") ? 2 : 0;
  }

  private static boolean updater(CodeBuilder x, InvokeInstruction call, String name, int site) {
    MethodTypeDesc type = full(call);
    if (isStatic(call)) {
      if (!name.equals("newUpdater")) {
        return false;
      }
      int last = type.parameterCount() - 1;
      x.block(b -> {
        Arguments arguments = Arguments.store(b, type);
        arguments.loadAll(b);
        b.with(call);
        b.dup();
        arguments.load(b, 0);
        arguments.load(b, last);
        b.invokestatic(
            HANDLES, "made", hook(OBJECT, ConstantDescs.CD_Class, ConstantDescs.CD_String));
      });
      return true;
    }
    if (type.parameterCount() < 2 || type.parameterType(1).isPrimitive()) {
      return false;
    }
    int effect = effect(name, false);
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      arguments.load(b, 0);
      arguments.load(b, 1);
      b.loadConstant(effect).loadConstant(site);
      b.invokestatic(HANDLES, "beforeUpdater", hook(OBJECT, OBJECT, INT, INT));
      for (int i = 2; i < type.parameterCount(); i++) {
        ClassDesc parameter = type.parameterType(i);
        if (isFunction(parameter)) {
          arguments.load(b, i);
          arguments.load(b, 0);
          arguments.load(b, 1);
          b.loadConstant(effect);
          b.invokestatic(
              HANDLES, "around", MethodTypeDesc.of(parameter, parameter, OBJECT, OBJECT, INT));
          arguments.set(b, i);
        }
      }
      arguments.loadAll(b);
      b.with(call);
      arguments.load(b, 0);
      arguments.load(b, 1);
      b.loadConstant(effect).loadConstant(site);
      b.invokestatic(HANDLES, "afterUpdater", hook(OBJECT, OBJECT, INT, INT));
    });
    return true;
  }

  /** How many of a handle's operation's arguments are values, and not coordinates. */
  private static int values(String name) {
    if (name.startsWith("compareAnd") || name.startsWith("weakCompareAnd")) {
      return 2;
    }
    if (name.startsWith("getAnd") || name.startsWith("set")) {
      return 1;
    }
    return 0;
  }

  /** An element by reflection. */
  private static boolean element(CodeBuilder x, InvokeInstruction call, int site) {
    String name = call.name().stringValue();
    MethodTypeDesc type = call.typeSymbol();
    boolean writes = name.startsWith("set");
    if (type.parameterCount() < 2 || !(writes || name.startsWith("get")) || !isInt(type, 1)) {
      return false;
    }
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      arguments.load(b, 0);
      arguments.load(b, 1);
      b.loadConstant(1).loadConstant(site);
      b.invokestatic(RANGES, writes ? "writeSome" : "readSome", hook(OBJECT, INT, INT, INT));
      arguments.loadAll(b);
      b.with(call);
    });
    return true;
  }

  /** A method handle that accesses elements, which it does not tell when it is asked. */
  private static boolean elements(CodeBuilder x, InvokeInstruction call) {
    String name = call.name().stringValue();
    if (!name.equals("arrayElementGetter") && !name.equals("arrayElementSetter")) {
      return false;
    }
    x.with(call).dup().loadConstant(name.equals("arrayElementSetter") ? 1 : 0);
    x.invokestatic(HANDLES, "ofElements", hook(CD_MethodHandle, ConstantDescs.CD_boolean));
    return true;
  }

  /** A method handle, which may be that of a field or of an array's elements. */
  private static boolean invocation(CodeBuilder x, InvokeInstruction call, int site) {
    String name = call.name().stringValue();
    if (!name.equals("invokeExact") && !name.equals("invoke")) {
      return false;
    }
    MethodTypeDesc type = full(call);
    boolean indexed = isInt(type, 2) && !type.parameterType(1).isPrimitive();
    if (type.parameterCount() > (indexed ? 4 : 3)
        || (type.parameterCount() == 3 && type.parameterType(1).isPrimitive())) {
      return false;
    }
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      if (indexed) {
        arguments.load(b, 0);
        arguments.load(b, 1);
        arguments.load(b, 2);
        b.loadConstant(site);
        b.invokestatic(HANDLES, "beforeElement", hook(CD_MethodHandle, OBJECT, INT, INT));
      }
      if (type.parameterCount() > 3) {
        arguments.loadAll(b);
        b.with(call);
        return;
      }
      boolean object = type.parameterCount() > 1 && !type.parameterType(1).isPrimitive();
      arguments.load(b, 0);
      if (object) {
        arguments.load(b, 1);
      } else {
        b.aconst_null();
      }
      b.loadConstant(site);
      b.invokestatic(HANDLES, "beforeCall", hook(CD_MethodHandle, OBJECT, INT));
      arguments.loadAll(b);
      b.with(call);
      arguments.load(b, 0);
      if (object) {
        arguments.load(b, 1);
      } else {
        b.aconst_null();
      }
      b.invokestatic(HANDLES, "afterCall", hook(CD_MethodHandle, OBJECT));
    });
    return true;
  }

  /** The copy that Object makes of an object of the program's reads all its fields. */
  private static boolean copied(CodeBuilder x, InvokeInstruction call, int site) {
    x.dup().loadConstant(site);
    x.invokestatic(
        ClassDesc.of("dev.millrace.race.runtime.Memory"), "readFields", hook(OBJECT, INT));
    x.with(call);
    // The copy has copies of what is known of the original.
    x.dup();
    x.invokestatic(ClassDesc.of("dev.millrace.race.runtime.Memory"), "forgetFields", hook(OBJECT));
    return true;
  }

  private static boolean handle(CodeBuilder x, InvokeInstruction call, int site) {
    String name = call.name().stringValue();
    if (isStatic(call) || !(name.startsWith("get") || values(name) > 0)) {
      return false;
    }
    MethodTypeDesc type = full(call);
    int coordinates = type.parameterCount() - 1 - values(name);
    if (coordinates < 0 || coordinates > 2 || !isOperation(name)) {
      return false;
    }
    if (coordinates > 0 && type.parameterType(1).isPrimitive()) {
      return false;
    }
    boolean indexed = coordinates == 2 && isInt(type, 2);
    int effect = effect(name, true);
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      coordinates(b, arguments, coordinates, indexed);
      b.loadConstant(effect).loadConstant(site);
      b.invokestatic(HANDLES, "before", hook(ConstantDescs.CD_VarHandle, OBJECT, INT, INT, INT));
      arguments.loadAll(b);
      b.with(call);
      if ((effect & Effects.ACQUIRES) != 0) {
        coordinates(b, arguments, coordinates, indexed);
        b.loadConstant(effect).loadConstant(site);
        b.invokestatic(HANDLES, "after", hook(ConstantDescs.CD_VarHandle, OBJECT, INT, INT, INT));
      }
    });
    return true;
  }

  /** Whether a method of VarHandle that is named get or so is an access. */
  private static boolean isOperation(String name) {
    return switch (name) {
      case "get",
          "set",
          "getVolatile",
          "setVolatile",
          "getOpaque",
          "setOpaque",
          "getAcquire",
          "setRelease" ->
          true;
      default -> values(name) > 0;
    };
  }

  private static void coordinates(
      CodeBuilder b, Arguments arguments, int coordinates, boolean indexed) {
    arguments.load(b, 0);
    if (coordinates > 0) {
      arguments.load(b, 1);
    } else {
      b.aconst_null();
    }
    if (indexed) {
      arguments.load(b, 2);
    } else {
      b.iconst_0();
    }
  }

  private static boolean reflection(CodeBuilder x, InvokeInstruction call, int site) {
    String name = call.name().stringValue();
    MethodTypeDesc type = full(call);
    boolean writes = name.startsWith("set") && type.parameterCount() == 3;
    boolean reads = name.startsWith("get") && type.parameterCount() == 2;
    if ((!writes && !reads)
        || !type.parameterType(1).equals(OBJECT)
        || name.equals("setAccessible")) {
      return false;
    }
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      arguments.load(b, 0);
      arguments.load(b, 1);
      b.loadConstant(writes ? 1 : 0).loadConstant(site);
      b.invokestatic(HANDLES, "beforeField", hook(FIELD, OBJECT, ConstantDescs.CD_boolean, INT));
      arguments.loadAll(b);
      b.with(call);
      if (reads) {
        arguments.load(b, 0);
        arguments.load(b, 1);
        b.invokestatic(HANDLES, "afterField", hook(FIELD, OBJECT));
      }
    });
    return true;
  }

  // Arrays.

  private static boolean cloned(CodeBuilder x, InvokeInstruction call, int site) {
    if (!call.name().equalsString("clone")) {
      return false;
    }
    x.dup().loadConstant(site).invokestatic(RANGES, "readAll", hook(OBJECT, INT)).with(call);
    return true;
  }

  private static boolean copy(CodeBuilder x, InvokeInstruction call, int site) {
    if (!call.name().equalsString("arraycopy")) {
      return false;
    }
    x.block(b -> {
      Arguments arguments = Arguments.store(b, call.typeSymbol());
      arguments.loadAll(b);
      b.loadConstant(site);
      b.invokestatic(RANGES, "copy", hook(OBJECT, INT, OBJECT, INT, INT, INT));
      arguments.loadAll(b);
      b.with(call);
    });
    return true;
  }

  private static boolean arrays(CodeBuilder x, InvokeInstruction call, int site) {
    String name = call.name().stringValue();
    MethodTypeDesc type = call.typeSymbol();
    if (!isArray(type, 0) || name.equals("asList")) {
      return false;
    }
    boolean writes =
        switch (name) {
          case "fill", "sort", "parallelSort", "setAll", "parallelSetAll", "parallelPrefix" -> true;
          default -> false;
        };
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      for (int i = 0; i < type.parameterCount(); i++) {
        if (isArray(type, i)) {
          ranges(b, arguments, i, writes, false, site);
        }
      }
      arguments.loadAll(b);
      b.with(call);
    });
    return true;
  }

  /**
   * Tells that an argument that is an array is accessed: the range that the next two arguments say,
   * if they are ints, or all of it.
   *
   * @param counted whether the second int is how many there are, and not where it ends
   */
  private static void ranges(
      CodeBuilder b, Arguments arguments, int i, boolean writes, boolean counted, int site) {
    MethodTypeDesc type = arguments.type();
    arguments.load(b, i);
    String which = writes ? "write" : "read";
    // For copyOf(array, length), and fill(int[], int), one int says nothing about a range; and
    // fill(int[], int, int, int) begins with one.
    if (isInt(type, i + 1) && isInt(type, i + 2)) {
      arguments.load(b, i + 1);
      arguments.load(b, i + 2);
      b.loadConstant(site);
      b.invokestatic(RANGES, counted ? which + "Some" : which, hook(OBJECT, INT, INT, INT));
    } else {
      b.loadConstant(site);
      b.invokestatic(RANGES, which + "All", hook(OBJECT, INT));
    }
  }

  private static boolean string(CodeBuilder x, InvokeInstruction call, int site) {
    String name = call.name().stringValue();
    MethodTypeDesc type = call.typeSymbol();
    if (isStatic(call)) {
      if ((name.equals("valueOf") || name.equals("copyValueOf")) && isArray(type, 0)) {
        x.block(b -> {
          Arguments arguments = Arguments.store(b, type);
          ranges(b, arguments, 0, false, true, site);
          arguments.loadAll(b);
          b.with(call);
        });
        return true;
      }
      return argued(x, call, site);
    }
    if (name.equals("getChars") && type.parameterCount() == 4) {
      MethodTypeDesc full = full(call);
      x.block(b -> {
        Arguments arguments = Arguments.store(b, full);
        arguments.load(b, 3);
        arguments.load(b, 4);
        arguments.load(b, 2);
        arguments.load(b, 1);
        b.isub().loadConstant(site);
        b.invokestatic(RANGES, "writeSome", hook(OBJECT, INT, INT, INT));
        arguments.loadAll(b);
        b.with(call);
      });
      return true;
    }
    return argued(x, call, site);
  }

  private static boolean stream(CodeBuilder x, InvokeInstruction call, int site) {
    String name = call.name().stringValue();
    MethodTypeDesc type = full(call);
    if (isStatic(call)
        || call.opcode() == Opcode.INVOKESPECIAL
        || !isArray(type, 1)
        || !type.parameterType(1).componentType().isPrimitive()
        || !(type.parameterCount() == 2 || (type.parameterCount() == 4 && isInt(type, 3)))) {
      return false;
    }
    boolean counts = name.equals("read") || name.equals("readNBytes");
    boolean fills = name.equals("readFully");
    boolean drains = name.equals("write");
    if ((counts && !type.returnType().equals(INT)) || !(counts || fills || drains)) {
      return false;
    }
    x.block(b -> {
      Arguments arguments = Arguments.store(b, type);
      if (drains) {
        range(b, arguments, "drained", -1, site);
      }
      arguments.loadAll(b);
      b.with(call);
      if (counts) {
        int count = b.allocateLocal(TypeKind.INT);
        b.dup().istore(count);
        range(b, arguments, "filled", count, site);
      } else if (fills) {
        range(b, arguments, "filled", -1, site);
      }
    });
    return true;
  }

  /** Tells of a stream's array, which is argument 1, with how many there are, if it is known. */
  private static void range(CodeBuilder b, Arguments arguments, String which, int count, int site) {
    boolean ranged = arguments.type().parameterCount() == 4;
    arguments.load(b, 0);
    arguments.load(b, 1);
    if (ranged) {
      arguments.load(b, 2);
    } else {
      b.iconst_0();
    }
    if (count >= 0) {
      b.iload(count);
    } else if (ranged) {
      arguments.load(b, 3);
    } else {
      arguments.load(b, 1);
      b.arraylength();
    }
    b.loadConstant(site);
    b.invokestatic(RANGES, which, hook(OBJECT, OBJECT, INT, INT, INT));
  }
}
