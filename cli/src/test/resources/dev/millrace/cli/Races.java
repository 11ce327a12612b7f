import module dev.millrace;
import static dev.millrace.Go.*;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.function.IntSupplier;

// Programs with and without data races, a method each; the first argument chooses.

int counter;

void main(String[] args) throws Throwable {
  try {
    getClass().getDeclaredMethod(args[0]).invoke(this);
  } catch (InvocationTargetException e) {
    throw e.getCause();
  }
}

void none() {}

void count() throws InterruptedException {
  var wg = new WaitGroup();
  for (int i = 0; i < 2; i++) {
    wg.go(() -> counter++);
  }
  wg.await();
}

void countAndGoOn() throws InterruptedException {
  count();
  IO.println("after");
}

void withMutex() throws InterruptedException {
  var mutex = new Mutex();
  var wg = new WaitGroup();
  for (int i = 0; i < 2; i++) {
    wg.go(() -> {
      try (var _ = mutex.acquire()) {
        counter++;
      }
    });
  }
  wg.await();
  IO.println(counter);
}

void withChannel() throws InterruptedException {
  Chan<Integer> increments = Chan.make();
  var wg = new WaitGroup();
  for (int i = 0; i < 2; i++) {
    wg.go(() -> increments.send(1));
  }
  for (int i = 0; i < 2; i++) {
    counter += increments.receive();
  }
  wg.await();
  IO.println(counter);
}

// That the channel is not empty any more is seen, but orders nothing.
void oneAfterTheOther() throws InterruptedException {
  Chan<Integer> done = Chan.make(1);
  var first = go(() -> {
    counter = 1;
    done.send(1);
  });
  while (done.length() == 0) {
    sleep(Duration.ofMillis(1));
  }
  go(() -> IO.println(counter)).join();
  first.join();
}

Map<String, Integer> stock() {
  return new HashMap<>();
}

void makes(String what) throws Exception {
  Object made =
      switch (what) {
        case "HashMap" -> stock();
        case "HashSet" -> new HashSet<Integer>();
        case "StringBuilder" -> new StringBuilder("text");
        case "LinkedHashSet" -> LinkedHashSet.newLinkedHashSet(8);
        case "ArrayList" -> Stream.of(1, 2).map(i -> i + 1).collect(Collectors.toCollection(ArrayList::new));
        default -> List.of(1, 2).stream().collect(Collectors.toList());
      };
  var wg = new WaitGroup();
  for (int i = 0; i < 2; i++) {
    wg.go(() -> change(made));
  }
  wg.await();
}

@SuppressWarnings("unchecked")
void change(Object made) {
  switch (made) {
    case Map<?, ?> map -> ((Map<String, Integer>) map).put("apples", 1);
    case Collection<?> some -> ((Collection<Integer>) some).add(1);
    case StringBuilder text -> text.append(1);
    default -> throw new IllegalArgumentException();
  }
}

// Two frames of one line: a call, and in it the access.
int sum(List<Integer> list, int n) {
  return n == 0 ? list.size() : sum(list, n - 1) + list.size();
}

void recursive() throws InterruptedException {
  var list = new ArrayList<Integer>();
  go(() -> sum(list, 1)).join();
  Chan<Integer> done = Chan.make(1);
  var first = go(() -> {
    list.add(1);
    done.send(1);
  });
  while (done.length() == 0) {
    sleep(Duration.ofMillis(1));
  }
  go(() -> sum(list, 1)).join();
  first.join();
}

// So many that are never used that their places are not noted any more.
void manyUnused() throws Exception {
  var kept = new Object[64];
  for (int i = 0; i < 200_000; i++) {
    kept[i % 64] = new ArrayList<Integer>();
  }
  makes("HashMap");
}

void makesHashMap() throws Exception {
  makes("HashMap");
}

void makesHashSet() throws Exception {
  makes("HashSet");
}

void makesStringBuilder() throws Exception {
  makes("StringBuilder");
}

void makesLinkedHashSet() throws Exception {
  makes("LinkedHashSet");
}

void makesArrayList() throws Exception {
  makes("ArrayList");
}

void collects() throws Exception {
  makes("");
}

void exit0() throws InterruptedException {
  count();
  System.exit(0);
}

void exit3() throws InterruptedException {
  count();
  System.exit(3);
}

void crash() throws InterruptedException {
  count();
  throw new IllegalStateException("crash");
}

void deadlock() throws InterruptedException {
  count();
  Chan.<Integer>make().receive();
}

// The first one loads classes: such a thread the JVM holds on to for an agent's sake.
void leaks() throws InterruptedException {
  count();
  for (int i = 0; i < 3; i++) {
    var g = go(() -> Chan.<Integer>make().receive());
    while (!Goroutines.dump().contains("goroutine " + g.id() + " [chan receive")) {
      sleep(Duration.ofMillis(1));
    }
  }
}

static class Plain implements Serializable {
  int a = 1;
  volatile long b = 2;
  transient String c = "c";
  final List<Integer> d = new ArrayList<>(List.of(4));
  static int e;
  static final Object F = new Object();

  int a() {
    return a++;
  }

  synchronized void b() {
    b++;
  }
}

record Point(int x, List<String> names) implements Serializable {}

enum Colour {
  RED,
  GREEN {
    @Override
    int code() {
      return counter++;
    }
  };

  int counter = 7;

  int code() {
    return 1;
  }
}

interface Named {
  String name();
}

// What a program can find out of itself.
void looksAtItself() throws Exception {
  for (Class<?> c : List.of(Plain.class, Point.class, Colour.class, Named.class, getClass())) {
    IO.println(c.getName() + " " + c.getModifiers());
    Stream.of(c.getDeclaredFields(), c.getFields(), c.getDeclaredMethods(), c.getDeclaredConstructors())
        .flatMap(Arrays::stream)
        .map(Object::toString)
        .sorted()
        .forEach(IO::println);
  }
  for (RecordComponent r : Point.class.getRecordComponents()) {
    IO.println(r);
  }
  for (Class<?> c : List.of(Plain.class, Point.class)) {
    IO.println(ObjectStreamClass.lookup(c).getSerialVersionUID());
  }
  var plain = new Plain();
  plain.a();
  plain.b();
  Plain copy = (Plain) copied(plain);
  IO.println(copy.a + " " + copy.b + " " + copy.c + " " + copy.d);
  IO.println(copied(new Point(1, List.of("n"))).equals(new Point(1, List.of("n"))));
  IO.println(copied(Colour.GREEN) == Colour.GREEN);
  IO.println(Colour.GREEN.code() + " " + Colour.valueOf("RED").code() + " " + Colour.GREEN.counter);
  var lambda = (IntSupplier & Serializable) () -> plain.a;
  IO.println(((IntSupplier) copied(lambda)).getAsInt());
  Named named = (Named) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Named.class},
      (_, method, _) -> method.getName() + plain.a);
  IO.println(named.name());
  Plain.class.getDeclaredField("a").set(plain, 9);
  IO.println(plain.a);
}

static Object copied(Object o) throws Exception {
  var bytes = new ByteArrayOutputStream();
  try (var out = new ObjectOutputStream(bytes)) {
    out.writeObject(o);
  }
  try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
    return in.readObject();
  }
}
