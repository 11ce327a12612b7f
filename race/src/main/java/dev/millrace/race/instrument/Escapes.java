package dev.millrace.race.instrument;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Arrays that never leave the method that makes them: no other thread can reach them, so their
 * accesses need not be told of.
 *
 * <p>The code is gone through with values in place of what its variables and operand stack hold: a
 * bit for each place where an array is made that may be there, and one for anything else. Where
 * paths meet, the bits of both hold. It is repeated until nothing changes; bits are only ever
 * added.
 *
 * <p>An array leaves its method when it is passed to another one, returned, captured, or put into a
 * field or another array. Dimensions that one instruction makes at once are places of their own;
 * what is put into one by hand may then be found where the next was.
 */
final class Escapes {
  private static final long ANYTHING = 1L << 63;
  private static final int MOST_PLACES = 63;

  /** Of longer code nothing is said: it would take long, and is rarely made by hand. */
  private static final int MOST_ELEMENTS = 20_000;

  /** What the variables and the operand stack may hold, a value for each slot. */
  private static final class State {
    final long[] slots;

    /** How many slots are in use, the variables among them. */
    int size;

    State(int variables, int stack) {
      slots = new long[variables + stack];
      size = variables;
    }

    void push(long value) {
      slots[size++] = value;
    }

    void push(TypeKind kind) {
      for (int i = 0; i < kind.slotSize(); i++) {
        push(ANYTHING);
      }
    }

    long pop() {
      return slots[--size];
    }

    void pop(TypeKind kind) {
      size -= kind.slotSize();
    }

    void set(State other) {
      System.arraycopy(other.slots, 0, slots, 0, other.size);
      size = other.size;
    }

    /** Adds what may be there, too; whether that was anything new. */
    boolean add(State other, int slots) {
      boolean changed = false;
      for (int i = 0; i < slots; i++) {
        long both = this.slots[i] | other.slots[i];
        changed |= both != this.slots[i];
        this.slots[i] = both;
      }
      return changed;
    }
  }

  private final List<CodeElement> code;
  private final int variables;
  private final int stack;
  private final Map<Label, State> states = new HashMap<>();
  private final List<ExceptionCatch> handlers = new ArrayList<>();
  private final List<ExceptionCatch> active = new ArrayList<>();

  /** The place of what an instruction makes, by the instruction's position. */
  private final Map<Integer, Integer> places = new HashMap<>();

  /** Of a place whose arrays are made with arrays in them: the place of those. */
  private final int[] inner = new int[MOST_PLACES];

  private int made;

  /** What has left; whatever is not known may have come from anywhere. */
  private long escaped = ANYTHING;

  /** Places whose elements may be others than those made with them. */
  private long mixed;

  /** What array an access may be to, by its position. */
  private final Map<Integer, Long> accesses = new HashMap<>();

  private State now;
  private boolean reached;
  private boolean changed;

  private Escapes(List<CodeElement> code, CodeAttribute attribute) {
    this.code = code;
    variables = attribute.maxLocals();
    stack = attribute.maxStack();
    now = new State(variables, stack);
    Arrays.fill(inner, -1);
  }

  /** The accesses to arrays that do not leave the method, by their positions. */
  static BitSet accessesToOwn(List<CodeElement> code, CodeModel model) {
    if (code.size() > MOST_ELEMENTS
        || !(model instanceof CodeAttribute attribute)
        || code.stream().noneMatch(Escapes::makesArray)) {
      return new BitSet();
    }
    return new Escapes(code, attribute).find();
  }

  private static boolean makesArray(CodeElement e) {
    return e instanceof NewPrimitiveArrayInstruction
        || e instanceof NewReferenceArrayInstruction
        || e instanceof NewMultiArrayInstruction;
  }

  private BitSet find() {
    BitSet own = new BitSet();
    for (CodeElement e : code) {
      if (e instanceof ExceptionCatch c) {
        handlers.add(c);
      } else if (e instanceof DiscontinuedInstruction) {
        return own;
      }
    }
    do {
      changed = false;
      pass();
    } while (changed);
    accesses.forEach((position, array) -> own.set(position, (array & escaped) == 0));
    return own;
  }

  private void pass() {
    active.clear();
    now.size = variables;
    Arrays.fill(now.slots, 0, variables, ANYTHING);
    reached = true;
    for (int i = 0; i < code.size(); i++) {
      CodeElement e = code.get(i);
      if (e instanceof LabelTarget l) {
        arriveAt(l.label());
      } else if (reached) {
        for (ExceptionCatch c : active) {
          throwTo(c);
        }
        step(e, i);
      }
    }
  }

  private void arriveAt(Label l) {
    for (ExceptionCatch c : handlers) {
      if (c.tryStart().equals(l)) {
        active.add(c);
      }
      if (c.tryEnd().equals(l)) {
        active.remove(c);
      }
    }
    if (reached) {
      jump(l);
    }
    State s = states.get(l);
    reached = s != null;
    if (reached) {
      now.set(s);
    }
  }

  private void jump(Label to) {
    merge(to, now, now.size);
  }

  private void throwTo(ExceptionCatch c) {
    State s = states.computeIfAbsent(c.handler(), _ -> new State(variables, stack));
    if (s.size == variables) {
      s.push(ANYTHING);
      changed = true;
    }
    changed |= s.add(now, variables);
  }

  private void merge(Label to, State from, int slots) {
    State s = states.get(to);
    if (s == null) {
      s = new State(variables, stack);
      s.set(from);
      states.put(to, s);
      changed = true;
    } else {
      changed |= s.add(from, slots);
    }
  }

  private void escape(long value) {
    escaped |= value;
    for (int p = 0; p < made; p++) {
      // What is in an array can be reached through it.
      if ((value & 1L << p) != 0 && inner[p] >= 0) {
        escape(1L << inner[p]);
      }
    }
  }

  private void popEscaping(int slots) {
    for (int i = 0; i < slots; i++) {
      escape(now.pop());
    }
  }

  private void step(CodeElement e, int i) {
    if (e instanceof LoadInstruction l) {
      if (l.typeKind() == TypeKind.REFERENCE) {
        now.push(now.slots[l.slot()]);
      } else {
        now.push(l.typeKind());
      }
    } else if (e instanceof StoreInstruction s) {
      store(s);
    } else if (e instanceof ConstantInstruction c) {
      if (c.opcode() == Opcode.ACONST_NULL) {
        now.push(0); // no array at all
      } else {
        now.push(c.typeKind());
      }
    } else if (e instanceof ArrayLoadInstruction a) {
      now.pop();
      long array = access(i);
      if (a.typeKind() == TypeKind.REFERENCE) {
        now.push(elementOf(array));
      } else {
        now.push(a.typeKind());
      }
    } else if (e instanceof ArrayStoreInstruction a) {
      boolean isReference = a.typeKind() == TypeKind.REFERENCE;
      long value = isReference ? now.pop() : 0;
      if (!isReference) {
        now.pop(a.typeKind());
      }
      escape(value);
      now.pop();
      long array = access(i);
      if (isReference && (mixed | array) != mixed) {
        mixed |= array;
        changed = true;
      }
    } else if (e instanceof NewPrimitiveArrayInstruction
        || e instanceof NewReferenceArrayInstruction) {
      now.pop();
      now.push(place(i, 1));
    } else if (e instanceof NewMultiArrayInstruction m) {
      now.size -= m.dimensions();
      now.push(place(i, m.dimensions()));
    } else if (e instanceof BranchInstruction b) {
      branch(b);
    } else if (e instanceof LookupSwitchInstruction s) {
      now.pop();
      jump(s.defaultTarget());
      s.cases().forEach(c -> jump(c.target()));
      reached = false;
    } else if (e instanceof TableSwitchInstruction s) {
      now.pop();
      jump(s.defaultTarget());
      s.cases().forEach(c -> jump(c.target()));
      reached = false;
    } else if (e instanceof ReturnInstruction r) {
      popEscaping(r.typeKind().slotSize());
      reached = false;
    } else if (e instanceof ThrowInstruction) {
      reached = false;
    } else if (e instanceof FieldInstruction f) {
      field(f);
    } else if (e instanceof InvokeInstruction c) {
      call(c.typeSymbol(), c.opcode() == Opcode.INVOKESTATIC ? 0 : 1);
    } else if (e instanceof InvokeDynamicInstruction c) {
      call(c.typeSymbol(), 0);
    } else if (e instanceof NewObjectInstruction) {
      now.push(ANYTHING);
    } else if (e instanceof TypeCheckInstruction c) {
      if (c.opcode() == Opcode.INSTANCEOF) {
        now.pop();
        now.push(ANYTHING);
      }
    } else if (e instanceof MonitorInstruction) {
      now.pop();
    } else if (e instanceof OperatorInstruction o) {
      operate(o);
    } else if (e instanceof ConvertInstruction c) {
      now.pop(c.fromType());
      now.push(c.toType());
    } else if (e instanceof StackInstruction s) {
      shuffle(s.opcode());
    }
  }

  private void store(StoreInstruction s) {
    if (s.typeKind() == TypeKind.REFERENCE) {
      now.slots[s.slot()] = now.pop();
    } else {
      now.pop(s.typeKind());
      for (int k = 0; k < s.typeKind().slotSize(); k++) {
        now.slots[s.slot() + k] = ANYTHING;
      }
    }
  }

  /** Takes the array of an access from the stack. */
  private long access(int position) {
    long array = now.pop();
    accesses.merge(position, array, (a, b) -> a | b);
    return array;
  }

  private long elementOf(long array) {
    long element = array & ANYTHING;
    for (int p = 0; p < made; p++) {
      if ((array & 1L << p) != 0) {
        element |= inner[p] < 0 ? ANYTHING : 1L << inner[p];
        element |= (mixed & 1L << p) == 0 ? 0 : ANYTHING;
      }
    }
    return element;
  }

  private long place(int position, int dimensions) {
    Integer known = places.get(position);
    if (known == null) {
      if (made + dimensions > MOST_PLACES) {
        return ANYTHING;
      }
      known = made;
      places.put(position, known);
      for (int k = 1; k < dimensions; k++) {
        inner[made + k - 1] = made + k;
      }
      made += dimensions;
    }
    return 1L << known;
  }

  private void branch(BranchInstruction b) {
    switch (b.opcode()) {
      case GOTO, GOTO_W -> {}
      case IF_ICMPEQ, IF_ICMPNE, IF_ICMPLT, IF_ICMPGE, IF_ICMPGT, IF_ICMPLE, IF_ACMPEQ, IF_ACMPNE ->
          now.size -= 2;
      default -> now.size--;
    }
    jump(b.target());
    reached = b.opcode() != Opcode.GOTO && b.opcode() != Opcode.GOTO_W;
  }

  private void field(FieldInstruction f) {
    TypeKind type = TypeKind.from(f.typeSymbol());
    switch (f.opcode()) {
      case PUTFIELD, PUTSTATIC -> popEscaping(type.slotSize());
      default -> {}
    }
    if (f.opcode() == Opcode.GETFIELD || f.opcode() == Opcode.PUTFIELD) {
      now.pop();
    }
    if (f.opcode() == Opcode.GETFIELD || f.opcode() == Opcode.GETSTATIC) {
      now.push(type);
    }
  }

  private void call(MethodTypeDesc type, int receivers) {
    int arguments = receivers;
    for (ClassDesc p : type.parameterArray()) {
      arguments += TypeKind.from(p).slotSize();
    }
    popEscaping(arguments);
    now.push(TypeKind.from(type.returnType()));
  }

  private void operate(OperatorInstruction o) {
    switch (o.opcode()) {
      case INEG, LNEG, FNEG, DNEG -> {}
      case ARRAYLENGTH -> {
        now.pop();
        now.push(ANYTHING);
      }
      case LCMP, DCMPG, DCMPL -> {
        now.size -= 4;
        now.push(ANYTHING);
      }
      case FCMPG, FCMPL -> now.size--;
      case ISHL, ISHR, IUSHR, LSHL, LSHR, LUSHR -> now.size--;
      default -> now.pop(o.typeKind());
    }
  }

  private void shuffle(Opcode o) {
    long a = now.pop();
    switch (o) {
      case POP -> {}
      case POP2 -> now.pop();
      case DUP -> push(a, a);
      case DUP_X1 -> {
        long b = now.pop();
        push(a, b, a);
      }
      case DUP_X2 -> {
        long b = now.pop();
        long c = now.pop();
        push(a, c, b, a);
      }
      case DUP2 -> {
        long b = now.pop();
        push(b, a, b, a);
      }
      case DUP2_X1 -> {
        long b = now.pop();
        long c = now.pop();
        push(b, a, c, b, a);
      }
      case DUP2_X2 -> {
        long b = now.pop();
        long c = now.pop();
        long d = now.pop();
        push(b, a, d, c, b, a);
      }
      case SWAP -> {
        long b = now.pop();
        push(a, b);
      }
      default -> throw new IllegalArgumentException(o.toString());
    }
  }

  private void push(long... values) {
    for (long value : values) {
      now.push(value);
    }
  }
}
