package dev.millrace.race.programs;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two threads access a field at the same moment, the one that has made the object reads and the
 * other one writes. Of each pair of places one race is told, so each time it is another class.
 */
public final class AtTheSameMoment {
  private static final int TIMES = 1_000;

  private AtTheSameMoment() {}

  /** What each class has for its field. */
  public abstract static class Accesses {
    /** A new one, made by the caller. */
    public abstract Accesses make();

    /** Reads the field. */
    public abstract int read();

    /** Writes it. */
    public abstract void write(int x);
  }

  public static void main(String[] args) throws Exception {
    Accesses[] all = new Accesses[TIMES];
    Loader loader = new Loader();
    for (int i = 0; i < TIMES; i++) {
      Class<?> c = loader.define("made.Class" + i);
      all[i] = ((Accesses) c.getConstructor().newInstance()).make();
      all[i].write(1);
    }
    AtomicInteger mine = new AtomicInteger();
    AtomicInteger other = new AtomicInteger();
    Thread t =
        new Thread(() -> {
          for (int i = 0; i < TIMES; i++) {
            meet(other, mine, i);
            all[i].write(2);
          }
        });
    t.start();
    for (int i = 0; i < TIMES; i++) {
      meet(mine, other, i);
      all[i].read();
    }
    t.join();
    System.out.println("met " + TIMES + " times");
  }

  /** Orders nothing. */
  private static void meet(AtomicInteger mine, AtomicInteger other, int turn) {
    mine.setOpaque(turn + 1);
    for (int spins = 1; other.getOpaque() <= turn; spins++) {
      if (spins % 1_000 == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private static final class Loader extends ClassLoader {
    Loader() {
      super(AtTheSameMoment.class.getClassLoader());
    }

    Class<?> define(String name) {
      ClassDesc self = ClassDesc.of(name);
      ClassDesc base = ClassDesc.ofDescriptor(Accesses.class.descriptorString());
      byte[] bytes =
          ClassFile.of()
              .build(
                  self,
                  c ->
                      c.withFlags(ClassFile.ACC_PUBLIC)
                          .withSuperclass(base)
                          .withField("x", CD_int, ClassFile.ACC_PRIVATE)
                          .withMethodBody(
                              ConstantDescs.INIT_NAME,
                              ConstantDescs.MTD_void,
                              ClassFile.ACC_PUBLIC,
                              b ->
                                  b.aload(0)
                                      .invokespecial(
                                          base, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                      .return_())
                          .withMethodBody(
                              "make",
                              MethodTypeDesc.of(base),
                              ClassFile.ACC_PUBLIC,
                              b ->
                                  b.new_(self)
                                      .dup()
                                      .invokespecial(
                                          self, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                      .areturn())
                          .withMethodBody(
                              "read",
                              MethodTypeDesc.of(CD_int),
                              ClassFile.ACC_PUBLIC,
                              b -> b.aload(0).getfield(self, "x", CD_int).ireturn())
                          .withMethodBody(
                              "write",
                              MethodTypeDesc.of(CD_void, CD_int),
                              ClassFile.ACC_PUBLIC,
                              b -> b.aload(0).iload(1).putfield(self, "x", CD_int).return_()));
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
