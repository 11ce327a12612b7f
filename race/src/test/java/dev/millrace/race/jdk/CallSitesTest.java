package dev.millrace.race.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is emitted around a program's calls of the JDK's classes. */
class CallSitesTest {
  /** A program; each method is named for what it is an example of. */
  @SuppressWarnings({
    "unused",
    "serial",
    "IntLongMath",
    "NonApiType",
    "ReturnValueIgnored",
    "UnusedCollectionModifiedInPlace"
  })
  static class Program extends ArrayList<Object> {
    private static final VarHandle COUNT;
    private static final AtomicIntegerFieldUpdater<Program> UPDATER =
        AtomicIntegerFieldUpdater.newUpdater(Program.class, "updated");

    static {
      try {
        COUNT = MethodHandles.lookup().findVarHandle(Program.class, "count", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private int count;
    private volatile int updated;

    Program(Collection<Object> copied) {
      super(copied);
    }

    void collection(List<Object> list, Map<Object, Object> map) {
      list.add(map.get(1));
      map.computeIfAbsent(1, k -> 2L);
      for (Object o : list) {
        map.put(o, list.size());
      }
      Collections.sort(new ArrayList<String>());
    }

    void builder(StringBuilder s) {
      s.append(1L).append(2.0).append('c');
    }

    void concurrent(ConcurrentHashMap<Object, Object> map) {
      map.merge(1, 2, (a, b) -> a);
      map.values().stream().forEach(o -> {});
    }

    @Override
    public boolean add(Object o) {
      return super.add(o);
    }

    void inherited() {
      get(0);
    }

    long atomic(AtomicInteger i, AtomicIntegerArray a) {
      i.updateAndGet(n -> n + 1);
      return i.get() + a.getAndAdd(1, 2);
    }

    int handle() {
      COUNT.compareAndSet(this, 0, 1);
      return (int) COUNT.getAcquire(this) + UPDATER.incrementAndGet(this);
    }

    Object reflection(Field field) throws IllegalAccessException {
      field.setInt(this, 4);
      return field.get(this);
    }

    Object arrays(int[] a, InputStream in) throws IOException {
      System.arraycopy(a, 0, a, 1, 1);
      Arrays.fill(a, 0, 1, 2);
      in.read(new byte[4], 0, 2);
      return a.clone();
    }

    String string(char[] c) {
      return new String(c, 0, 1) + String.join(",", List.of("x"));
    }

    Consumer<Object> reference(ArrayList<Object> list) {
      return list::add;
    }

    Function<Collection<Object>, List<Object>> constructor() {
      return ArrayList::new;
    }

    int nothing(String s, Object o) {
      o.hashCode();
      return s.length() + Math.max(1, 2) + Integer.parseInt("1");
    }

    Function<String, Integer> nothingReferred() {
      return String::length;
    }
  }

  private static byte[] bytes() throws IOException {
    try (InputStream in = CallSitesTest.class.getResourceAsStream("CallSitesTest$Program.class")) {
      return in.readAllBytes();
    }
  }

  private static byte[] rewritten() throws IOException {
    ClassFile parser = ClassFile.of();
    ClassModel model = parser.parse(bytes());
    List<CallSites.Bridge> bridges = new ArrayList<>();
    return parser.transformClass(
        model,
        (x, e) -> {
          if (e instanceof MethodModel method) {
            int before = bridges.size();
            x.transformMethod(
                method, MethodTransform.transformingCode((c, i) -> rewrite(c, i, model, bridges)));
            for (CallSites.Bridge bridge : bridges.subList(before, bridges.size())) {
              x.withMethodBody(
                  bridge.name(),
                  bridge.type(),
                  ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                  c -> bridge.code(c, 3));
            }
          } else {
            x.with(e);
          }
        });
  }

  private static void rewrite(
      CodeBuilder x, CodeElement e, ClassModel model, List<CallSites.Bridge> bridges) {
    if (e instanceof InvokeInstruction call && CallSites.emit(x, call, 3)) {
      return;
    }
    if (e instanceof InvokeDynamicInstruction indy) {
      var bridge =
          CallSites.bridge(indy, model.thisClass().asSymbol(), false, "bridge$" + bridges.size());
      if (bridge.isPresent()) {
        bridges.add(bridge.get());
        x.invokedynamic(bridge.get().callSite());
        return;
      }
    }
    x.with(e);
  }

  /** The hooks that each method calls, in order. */
  private static Map<String, List<String>> hooks() throws IOException {
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (MethodModel method : ClassFile.of().parse(rewritten()).methods()) {
      List<String> calls = new ArrayList<>();
      for (CodeElement e : method.code().orElseThrow()) {
        if (e instanceof InvokeInstruction call
            && call.owner().asInternalName().startsWith("dev/millrace/race/jdk/")
            && call.opcode() == Opcode.INVOKESTATIC) {
          String owner = call.owner().asInternalName();
          if (!owner.contains("$")) {
            calls.add(
                owner.substring(owner.lastIndexOf('/') + 1) + "." + call.name().stringValue());
          }
        }
      }
      found.merge(
          method.methodName().stringValue(),
          calls,
          (a, b) -> {
            List<String> both = new ArrayList<>(a);
            both.addAll(b);
            return both;
          });
    }
    return found;
  }

  @Test
  void whatIsEmittedIsAValidClass() throws IOException {
    assertThat(ClassFile.of().verify(rewritten())).isEmpty();
  }

  @Test
  void callsAreToldOf() throws IOException {
    Map<String, List<String>> hooks = hooks();

    assertThat(hooks.get("builder"))
        .containsExactly("Collect.before", "Collect.before", "Collect.before");
    assertThat(hooks.get("add")).containsExactly("Collect.beforeSuper");
    assertThat(hooks.get("inherited"))
        .containsExactly("Collect.beforeIndexed", "Collect.after", "Hooks.acquireAtomic");
    assertThat(hooks.get("<init>")).contains("Collect.argument");
    assertThat(hooks.get("concurrent")).contains("Collect.edge", "Wrap.around", "Collect.stream");
    assertThat(hooks.get("atomic"))
        .containsExactly(
            "Hooks.release",
            "Wrap.around",
            "Hooks.acquire",
            "Hooks.acquire",
            "Hooks.release",
            "Hooks.acquire");
    assertThat(hooks.get("handle"))
        .containsExactly(
            "Handles.before",
            "Handles.after",
            "Handles.before",
            "Handles.after",
            "Handles.beforeUpdater",
            "Handles.afterUpdater");
    assertThat(hooks.get("reflection"))
        .containsExactly("Handles.beforeField", "Handles.beforeField", "Handles.afterField");
    assertThat(hooks.get("arrays"))
        .containsExactly("Ranges.copy", "Ranges.write", "Ranges.filled", "Ranges.readAll");
    assertThat(hooks.get("string")).contains("Ranges.readSome", "Collect.argument");
  }

  @Test
  void methodReferencesToWhatIsToldOfGoThroughAMethod() throws IOException {
    Map<String, List<String>> hooks = hooks();

    assertThat(hooks.get("bridge$0")).containsExactly("Collect.before");
    assertThat(hooks.get("bridge$1")).containsExactly("Collect.argument", "Collect.after");
    assertThat(hooks).doesNotContainKey("bridge$2");
  }

  @Test
  void whatConcernsNobodyIsLeftAsItIs() throws IOException {
    assertThat(hooks().get("nothing")).isEmpty();
  }
}
