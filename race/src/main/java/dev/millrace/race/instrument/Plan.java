package dev.millrace.race.instrument;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

// No switches on patterns here and in MethodRewriting: each has a bootstrap that makes a class when
// it is first run; with those of joined strings that was 30 ms of every start.

/**
 * What can be told about the elements of a method's code, by their positions, before it is
 * rewritten: which accesses need not be told of, or can be told of more cheaply.
 */
final class Plan {
  /** What the names begin with that a coverage agent, which comes before this one, has added. */
  static final String COVERAGE = "$jacoco";

  /**
   * Reads that a write to the same place follows at once, as in {@code x++}: that will tell. And
   * accesses that nobody can race with: to arrays that stay in the method, or of a coverage agent.
   */
  final BitSet covered = new BitSet();

  /**
   * Writes of a constructor to its own object that nobody else can have seen yet, as {@code this}
   * has not been passed on.
   */
  final BitSet births = new BitSet();

  /**
   * Accesses to fields that a fence stands beside: writes after one, and reads before one, with
   * nothing between but what takes place in any case.
   */
  final BitSet fenced = new BitSet();

  /** Accesses to arrays in loops: they meet the same array again and again. */
  final BitSet repeated = new BitSet();

  private final List<CodeElement> code;
  private final String self;
  private final Set<String> plain = new HashSet<>();

  Plan(ClassModel c, MethodModel method, CodeModel model) {
    code = new ArrayList<>(model.elementList());
    self = c.thisClass().asInternalName();
    for (FieldModel f : c.fields()) {
      if ((f.flags().flagsMask() & ClassFile.ACC_VOLATILE) == 0) {
        plain.add(f.fieldName().stringValue());
      }
    }
    findCovered();
    findCoverage();
    covered.or(Escapes.accessesToOwn(code, model));
    findRepeated();
    findFenced();
    if (method.methodName().equalsString("<init>")
        && c.superclass()
            .filter(s ->
                s.asInternalName().equals("java/lang/Object")
                    || s.asInternalName().equals("java/lang/Record"))
            .isPresent()) {
      findBirths(c.thisClass().asInternalName());
    }
  }

  // ---- x++ and the like

  private void findCovered() {
    Instruction before = null;
    for (int i = 0; i < code.size(); i++) {
      CodeElement e = code.get(i);
      if (e instanceof FieldInstruction f
          && (f.opcode() == Opcode.GETSTATIC
              || (f.opcode() == Opcode.GETFIELD && is(before, Opcode.DUP)))) {
        Opcode write = f.opcode() == Opcode.GETSTATIC ? Opcode.PUTSTATIC : Opcode.PUTFIELD;
        if (isFollowedByWrite(
            i,
            n ->
                n instanceof FieldInstruction w
                    && w.opcode() == write
                    && w.name().equalsString(f.name().stringValue())
                    && w.owner().asInternalName().equals(f.owner().asInternalName()))) {
          covered.set(i);
        }
      } else if (e instanceof ArrayLoadInstruction a && is(before, Opcode.DUP2)) {
        if (isFollowedByWrite(
            i, n -> n instanceof ArrayStoreInstruction w && w.typeKind() == a.typeKind())) {
          covered.set(i);
        }
      }
      if (e instanceof Instruction n) {
        before = n;
      } else if (e instanceof LabelTarget) {
        before = null;
      }
    }
  }

  private static boolean is(Instruction n, Opcode opcode) {
    return n instanceof StackInstruction s && s.opcode() == opcode;
  }

  /** With nothing between that could jump, synchronise, or write to another place of the kind. */
  private boolean isFollowedByWrite(int from, java.util.function.Predicate<CodeElement> write) {
    for (int i = from + 1; i < code.size(); i++) {
      CodeElement e = code.get(i);
      if (write.test(e)) {
        return true;
      }
      if (e instanceof FieldInstruction f
          ? !isPlainRead(f)
          : e instanceof BranchInstruction
              || e instanceof InvokeInstruction
              || e instanceof InvokeDynamicInstruction
              || e instanceof LabelTarget
              || e instanceof MonitorInstruction
              || e instanceof NewObjectInstruction
              || e instanceof LookupSwitchInstruction
              || e instanceof TableSwitchInstruction
              || e instanceof ArrayStoreInstruction) {
        return false;
      }
    }
    return false;
  }

  /** Whether it reads a field of this class that is not volatile: those of others are not known. */
  private boolean isPlainRead(FieldInstruction f) {
    return (f.opcode() == Opcode.GETFIELD || f.opcode() == Opcode.GETSTATIC)
        && f.owner().asInternalName().equals(self)
        && plain.contains(f.name().stringValue());
  }

  // ---- coverage

  /** Notes of a coverage agent that code has been reached: the same, whoever writes them. */
  private void findCoverage() {
    BitSet slots = new BitSet();
    boolean marks = false;
    for (CodeElement e : code) {
      if (e instanceof InvokeInstruction i) {
        marks = i.name().stringValue().startsWith(COVERAGE);
      } else if (e instanceof ConstantInstruction.LoadConstantInstruction l) {
        marks =
            l.constantEntry() instanceof ConstantDynamicEntry d
                && d.name().stringValue().startsWith(COVERAGE);
      } else if (e instanceof StoreInstruction s) {
        if (marks) {
          slots.set(s.slot());
        }
        marks = false;
      } else if (e instanceof Instruction && !(e instanceof TypeCheckInstruction)) {
        marks = false;
      }
    }
    if (slots.isEmpty()) {
      return;
    }
    List<Instruction> last = new ArrayList<>();
    for (int i = 0; i < code.size(); i++) {
      if (code.get(i) instanceof Instruction n) {
        if (n instanceof ArrayStoreInstruction
            && last.size() >= 3
            && last.get(last.size() - 3) instanceof LoadInstruction l
            && l.typeKind() == TypeKind.REFERENCE
            && slots.get(l.slot())) {
          covered.set(i);
        }
        last.add(n);
      }
    }
  }

  // ---- fences

  private void findFenced() {
    if (code.stream().noneMatch(e -> e instanceof InvokeInstruction i && !fence(i).isEmpty())) {
      return;
    }
    Set<Label> targets = targets();
    BitSet reads = new BitSet();
    boolean after = false;
    for (int i = 0; i < code.size(); i++) {
      CodeElement e = code.get(i);
      if (e instanceof InvokeInstruction call) {
        String fence = fence(call);
        after =
            fence.startsWith("full") || fence.startsWith("release") || fence.startsWith("store");
        if (fence.startsWith("full") || fence.startsWith("acquire") || fence.startsWith("load")) {
          fenced.or(reads);
        }
        reads.clear();
      } else if (e instanceof FieldInstruction f) {
        if (f.opcode() == Opcode.GETFIELD) {
          reads.set(i);
        } else if (f.opcode() == Opcode.PUTFIELD) {
          fenced.set(i, after);
        }
      } else if (e instanceof BranchInstruction
          || e instanceof InvokeDynamicInstruction
          || (e instanceof LabelTarget l && targets.contains(l.label()))) {
        after = false;
        reads.clear();
      }
    }
  }

  /** Where else than from above the code can be reached; other labels are of debug information. */
  private Set<Label> targets() {
    Set<Label> targets = new HashSet<>();
    for (CodeElement e : code) {
      if (e instanceof BranchInstruction b) {
        targets.add(b.target());
      } else if (e instanceof ExceptionCatch c) {
        targets.add(c.handler());
      } else if (e instanceof LookupSwitchInstruction s) {
        targets.add(s.defaultTarget());
        s.cases().forEach(c -> targets.add(c.target()));
      } else if (e instanceof TableSwitchInstruction s) {
        targets.add(s.defaultTarget());
        s.cases().forEach(c -> targets.add(c.target()));
      }
    }
    return targets;
  }

  /** The name of a method that does nothing but order; empty for any other. */
  private static String fence(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    return call.name().stringValue().endsWith("Fence")
            && (owner.equals("java/lang/invoke/VarHandle") || owner.endsWith("/misc/Unsafe"))
        ? call.name().stringValue()
        : "";
  }

  // ---- loops

  private void findRepeated() {
    Map<Label, Integer> labels = new HashMap<>();
    BitSet inLoops = new BitSet();
    for (int i = 0; i < code.size(); i++) {
      CodeElement e = code.get(i);
      if (e instanceof LabelTarget l) {
        labels.put(l.label(), i);
      } else if (e instanceof BranchInstruction b) {
        Integer start = labels.get(b.target());
        if (start != null) {
          inLoops.set(start, i);
        }
      }
    }
    for (int i = inLoops.nextSetBit(0); i >= 0; i = inLoops.nextSetBit(i + 1)) {
      if (code.get(i) instanceof ArrayLoadInstruction
          || code.get(i) instanceof ArrayStoreInstruction) {
        repeated.set(i, !covered.get(i));
      }
    }
  }

  // ---- constructors

  /**
   * Statements of the form {@code this.x = ...} are found by how they are compiled: {@code this} is
   * loaded where a statement begins, and else only to read a field.
   */
  private void findBirths(String self) {
    int i = 0;
    while (i < code.size()
        && !(code.get(i) instanceof InvokeInstruction call
            && call.opcode() == Opcode.INVOKESPECIAL
            && call.name().equalsString("<init>")
            && !call.owner().asInternalName().equals(self))) {
      if (code.get(i) instanceof NewObjectInstruction || code.get(i) instanceof InvokeInstruction) {
        return;
      }
      i++;
    }
    boolean begins = true;
    boolean own = false;
    for (i++; i < code.size(); i++) {
      CodeElement e = code.get(i);
      if (e instanceof LineNumber || e instanceof StoreInstruction) {
        begins = !own;
      } else if (e instanceof LoadInstruction l && l.slot() == 0) {
        if (begins) {
          own = true;
          begins = false;
        } else if (!(next(i) instanceof FieldInstruction f && f.opcode() == Opcode.GETFIELD)) {
          return;
        }
      } else if (e instanceof FieldInstruction f
          && f.opcode() == Opcode.PUTFIELD
          && f.owner().asInternalName().equals(self)) {
        if (own) {
          births.set(i);
        }
        own = false;
        begins = true;
      } else if (e instanceof Instruction) {
        begins = false;
      }
    }
  }

  private CodeElement next(int i) {
    do {
      i++;
    } while (i < code.size() && !(code.get(i) instanceof Instruction));
    return i < code.size() ? code.get(i) : null;
  }
}
