package dev.millrace.race.instrument;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The calls of iterators that a method keeps to itself, as each loop over a collection does: these
 * need no watching, which would cost a place in a table for each loop that is begun.
 *
 * <p>An iterator is the method's own if it is stored where it was made, in a variable that until it
 * is stored to again is loaded for calls of the iterator only.
 */
final class Iterators {
  private static final Set<String> TYPES = Set.of("java/util/Iterator", "java/util/ListIterator");

  private Iterators() {}

  /** Whether a call is one of an iterator's own methods. */
  static boolean isCall(InvokeInstruction i) {
    return i.opcode() == Opcode.INVOKEINTERFACE
        && TYPES.contains(i.owner().asInternalName())
        && i.typeSymbol().parameterCount() == 0;
  }

  /** Whether the method changes what the iterator has come to. */
  static boolean writes(InvokeInstruction i) {
    return !i.name().stringValue().startsWith("has") && !i.name().stringValue().endsWith("Index");
  }

  /** The positions of calls of iterators that nobody else can have. */
  static BitSet own(List<CodeElement> code) {
    BitSet own = new BitSet();
    if (code.stream().noneMatch(e -> e instanceof InvokeInstruction i && isCall(i))) {
      return own;
    }
    List<Integer> at = new ArrayList<>();
    for (int i = 0; i < code.size(); i++) {
      if (code.get(i) instanceof Instruction) {
        at.add(i);
      }
    }
    // By variable: the calls since it was stored to; null if that was no new iterator, or it got
    // out.
    Map<Integer, BitSet> since = new HashMap<>();
    for (int n = 0; n < at.size(); n++) {
      CodeElement e = code.get(at.get(n));
      if (e instanceof StoreInstruction s && s.typeKind() == TypeKind.REFERENCE) {
        keep(own, since.remove(s.slot()));
        if (n > 0 && code.get(at.get(n - 1)) instanceof InvokeInstruction made && makes(made)) {
          since.put(s.slot(), new BitSet());
        }
      } else if (e instanceof LoadInstruction l && since.containsKey(l.slot())) {
        if (n + 1 < at.size()
            && code.get(at.get(n + 1)) instanceof InvokeInstruction call
            && isCall(call)) {
          since.get(l.slot()).set(at.get(n + 1));
        } else {
          since.remove(l.slot());
        }
      }
    }
    since.values().forEach(calls -> keep(own, calls));
    return own;
  }

  private static void keep(BitSet own, BitSet calls) {
    if (calls != null) {
      own.or(calls);
    }
  }

  private static boolean makes(InvokeInstruction i) {
    String name = i.name().stringValue();
    return (name.equals("iterator")
            || name.equals("listIterator")
            || name.equals("descendingIterator"))
        && i.type().stringValue().endsWith("Iterator;");
  }
}
