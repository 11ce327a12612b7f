package dev.millrace.internal.diagnosis;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What could act in this process though no thread is awake, and what the JDK's own threads that
 * wait for sockets have to do. No public API tells, so this looks into the JDK, as {@code Door}
 * does; it needs the same flag, and opens what else it needs from inside.
 *
 * <p>Where a JDK has something else in their place, whatever is asked for counts as there.
 */
final class Outside {
  /** Of the first of a set of threads that poll for the virtual threads. */
  private static final Set<String> POLLERS = Set.of("MasterPoller", "Read-Poller", "Write-Poller");

  private static final String CLIENT = "jdk.internal.net.http.HttpClientImpl$SelectorManager";

  private Outside() {}

  /** In words; null if there is nothing. */
  static @Nullable String any() {
    try {
      String who = hooks();
      who = who == null ? signals() : who;
      who = who == null ? finalizers() : who;
      return who == null ? nativeCode() : who;
    } catch (Throwable e) {
      return "what this JVM does not show (" + e + ")";
    }
  }

  private static @Nullable String hooks() throws Throwable {
    Object all = Handles.HOOKS.get();
    if (!(all instanceof Map<?, ?> map)) {
      return "the JVM's shutdown";
    }
    for (Object hook : map.keySet()) {
      if (!hook.getClass().getName().startsWith("java.util.logging.")) {
        return "a shutdown hook";
      }
    }
    return null;
  }

  private static @Nullable String signals() throws Throwable {
    for (Object handler : ((Map<?, ?>) Handles.SIGNALS.get()).values()) {
      if (!isHarmless(handler)) {
        return "the handler of a signal";
      }
    }
    return null;
  }

  /** Whether it is the JVM's, which ends it, or ours, which only looks. */
  private static boolean isHarmless(Object handler) throws ReflectiveOperationException {
    String name = handler.getClass().getName();
    if (name.equals("sun.misc.Signal$InternalMiscHandler")) {
      Field inner = handler.getClass().getDeclaredField("handler");
      inner.setAccessible(true);
      Object theirs = inner.get(handler);
      return Proxy.isProxyClass(theirs.getClass()) && theirs.toString().startsWith("millrace:");
    }
    return name.startsWith("java.lang.Terminator") || name.endsWith("$NativeHandler");
  }

  private static @Nullable String finalizers() throws Throwable {
    return (Object) Handles.UNFINALIZED.get() == null ? null : "a finalizer";
  }

  /** Threads that native code has made are not seen before they call into Java. */
  private static @Nullable String nativeCode() throws Throwable {
    Path home = Path.of(System.getProperty("java.home")).toRealPath();
    for (Object library : (Set<?>) Handles.LIBRARIES.get()) {
      Path path = Path.of(library.toString());
      if (path.isAbsolute() && !path.startsWith(home)) {
        return "native code of " + path.getFileName();
      }
    }
    return Handles.callsUp() ? "native code that calls into Java" : null;
  }

  /** Whether a thread of the JDK's polls for virtual threads, and none of them waits for it. */
  static boolean isIdlePoller(Thread t) {
    if (!POLLERS.contains(t.getName())
        || !t.getClass().getName().equals("jdk.internal.misc.InnocuousThread")) {
      return false;
    }
    try {
      return Pollers.areIdle();
    } catch (Throwable e) {
      return false;
    }
  }

  /** Whether a thread is that of an HTTP client which has nothing to do. */
  static boolean isIdleClient(Thread t) {
    if (!t.getClass().getName().equals(CLIENT)) {
      return false;
    }
    try {
      Handles.open(t.getClass());
      Object owner = field(t, "owner");
      return ((AtomicLong) field(owner, "pendingOperationCount")).get() == 0;
    } catch (Throwable e) {
      return false;
    }
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  /** Made when somebody asks. */
  private static final class Handles {
    private static final MethodHandle OPEN;
    static final VarHandle HOOKS;
    static final VarHandle SIGNALS;
    static final VarHandle UNFINALIZED;
    static final VarHandle LIBRARIES;
    private static final Class<?> UPCALLS;
    private static final MethodHandle IS_UNTOUCHED;

    static {
      try {
        Lookup own = MethodHandles.lookup();
        OPEN =
            MethodHandles.privateLookupIn(Module.class, own)
                .findVirtual(
                    Module.class,
                    "implAddOpens",
                    MethodType.methodType(void.class, String.class, Module.class));
        HOOKS = field("java.lang.ApplicationShutdownHooks", "hooks", IdentityHashMap.class);
        SIGNALS = field("jdk.internal.misc.Signal", "handlers", Hashtable.class);
        Class<?> finalizer = Class.forName("java.lang.ref.Finalizer");
        UNFINALIZED = field(finalizer.getName(), "unfinalized", finalizer);
        LIBRARIES = field("jdk.internal.loader.NativeLibraries", "loadedLibraryNames", Set.class);
        UPCALLS = Class.forName("jdk.internal.foreign.abi.UpcallLinker", false, null);
        Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
        IS_UNTOUCHED =
            MethodHandles.privateLookupIn(unsafe, own)
                .findVirtual(
                    unsafe,
                    "shouldBeInitialized",
                    MethodType.methodType(boolean.class, Class.class))
                .bindTo(field(unsafe.getName(), "theUnsafe", unsafe).get());
      } catch (Throwable e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    static boolean callsUp() throws Throwable {
      return !(boolean) IS_UNTOUCHED.invokeExact(UPCALLS);
    }

    static void open(Class<?> c) throws Throwable {
      OPEN.invokeExact(c.getModule(), c.getPackageName(), Outside.class.getModule());
    }

    private static VarHandle field(String in, String name, Class<?> type) throws Throwable {
      Class<?> c = Class.forName(in, false, null);
      open(c);
      return MethodHandles.privateLookupIn(c, MethodHandles.lookup())
          .findStaticVarHandle(c, name, type);
    }
  }

  /** Made when there are such threads: to ask their class starts them. */
  private static final class Pollers {
    private static final MethodHandle MASTER;
    private static final MethodHandle READ;
    private static final MethodHandle WRITE;
    private static final MethodHandle REGISTERED;

    static {
      try {
        Class<?> c = Class.forName("sun.nio.ch.Poller");
        Handles.open(c);
        Lookup lookup = MethodHandles.privateLookupIn(c, MethodHandles.lookup());
        MASTER = lookup.findStatic(c, "masterPoller", MethodType.methodType(c));
        READ = lookup.findStatic(c, "readPollers", MethodType.methodType(List.class));
        WRITE = lookup.findStatic(c, "writePollers", MethodType.methodType(List.class));
        REGISTERED = lookup.findVirtual(c, "registered", MethodType.methodType(int.class));
      } catch (Throwable e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    /** With a master, who waits there is one of the others, or somebody's selector. */
    static boolean areIdle() throws Throwable {
      int pollers = 0;
      for (List<?> some : List.of((List<?>) READ.invoke(), (List<?>) WRITE.invoke())) {
        for (Object poller : some) {
          if ((int) REGISTERED.invoke(poller) != 0) {
            return false;
          }
          pollers++;
        }
      }
      Object master = MASTER.invoke();
      return master == null || (int) REGISTERED.invoke(master) == pollers;
    }
  }
}
