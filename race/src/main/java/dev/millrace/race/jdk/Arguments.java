package dev.millrace.race.jdk;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;

/**
 * The arguments of a call, moved from the stack to locals.
 *
 * <p>Invariants: the locals are those of the block whose builder they were made with; a receiver,
 * where the type was given one, is argument 0.
 */
final class Arguments {
  private final MethodTypeDesc type;
  private final int[] locals;

  private Arguments(MethodTypeDesc type) {
    this.type = type;
    this.locals = new int[type.parameterCount()];
  }

  /** Pops the arguments of a call of this type. */
  static Arguments store(CodeBuilder x, MethodTypeDesc type) {
    Arguments made = new Arguments(type);
    for (int i = made.locals.length - 1; i >= 0; i--) {
      TypeKind kind = made.kind(i);
      made.locals[i] = x.allocateLocal(kind);
      x.storeLocal(kind, made.locals[i]);
    }
    return made;
  }

  private TypeKind kind(int i) {
    return TypeKind.from(type.parameterType(i));
  }

  void load(CodeBuilder x, int i) {
    x.loadLocal(kind(i), locals[i]);
  }

  /** Sets an argument to what is on the stack. */
  void set(CodeBuilder x, int i) {
    x.storeLocal(kind(i), locals[i]);
  }

  void loadAll(CodeBuilder x) {
    for (int i = 0; i < locals.length; i++) {
      load(x, i);
    }
  }

  MethodTypeDesc type() {
    return type;
  }
}
