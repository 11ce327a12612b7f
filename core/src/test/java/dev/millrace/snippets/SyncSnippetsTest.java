package dev.millrace.snippets;

import static dev.millrace.Go.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.context.Context;
import dev.millrace.sync.Cond;
import dev.millrace.sync.Group;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.Once;
import dev.millrace.sync.RateLimiter;
import dev.millrace.sync.RwMutex;
import dev.millrace.sync.SingleFlight;
import dev.millrace.sync.WaitGroup;
import dev.millrace.sync.WeightedSemaphore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyncSnippetsTest {
  private final Console console = new Console();

  @AfterEach
  void closeConsole() {
    console.close();
  }

  @Test
  void waitGroup() throws Exception {
    var done = new AtomicInteger();
    // @start region="wait-group"
    var wg = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      wg.go(() -> done.incrementAndGet());
    }
    wg.await(); // until all three have ended
    IO.println(done);
    // @end
    assertThat(console.lines()).containsExactly("3");
  }

  private int counter;

  @Test
  void mutex() throws Exception {
    var mutex = new Mutex();
    var wg = new WaitGroup();
    for (int i = 0; i < 100; i++) {
      wg.go(() -> {
        // @start region="mutex"
        try (var _ = mutex.acquire()) { // released at the end of the block
          counter++;
        }
        // @end
      });
    }
    wg.await();
    assertThat(counter).isEqualTo(100);
  }

  // @start region="rw-mutex"
  private final RwMutex lock = new RwMutex();
  private final Map<String, String> settings = new HashMap<>();

  @Nullable String get(String key) throws InterruptedException {
    try (var _ = lock.acquireRead()) { // any number of readers at once
      return settings.get(key);
    }
  }

  void put(String key, String value) throws InterruptedException {
    try (var _ = lock.acquireWrite()) { // one writer, and nobody else
      settings.put(key, value);
    }
  } // @end

  @Test
  void rwMutex() throws Exception {
    put("colour", "blue");
    assertThat(get("colour")).isEqualTo("blue");
  }

  @Test
  void once() throws Exception {
    var wg = new WaitGroup();
    // @start region="once"
    var setUp = new Once();
    for (int i = 0; i < 3; i++) {
      wg.go(() -> setUp.run(() -> IO.println("set up"))); // printed by one, awaited by all
    }
    // @end
    wg.await();
    assertThat(console.lines()).containsExactly("set up");
  }

  @Test
  void cond() throws Exception {
    // @start region="cond"
    var mutex = new Mutex();
    var notEmpty = new Cond(mutex);
    Queue<String> queue = new ArrayDeque<>();
    go(() -> {
      try (var _ = mutex.acquire()) {
        queue.add("job");
      }
      notEmpty.signal();
    });
    try (var _ = mutex.acquire()) {
      while (queue.isEmpty()) {
        notEmpty.await(); // gives the mutex up while it waits
      }
      IO.println(queue.remove());
    }
    // @end
    assertThat(console.lines()).containsExactly("job");
  }

  private static String fetch(String url) {
    return "page of " + url;
  }

  @Test
  void group() throws Exception {
    Context ctx = Context.background();
    var urls = List.of("a", "b", "c");
    Set<String> pages = ConcurrentHashMap.newKeySet();
    // @start region="group"
    try (var group = new Group(ctx).limit(2)) { // two at a time
      for (String url : urls) {
        group.go(() -> pages.add(fetch(url)));
      }
      group.await(); // throws what failed first; that has interrupted the others
    }
    // @end
    assertThat(pages).containsExactlyInAnyOrder("page of a", "page of b", "page of c");
  }

  @Test
  void singleFlight() throws Exception {
    String url = "a";
    // @start region="single-flight"
    var flights = new SingleFlight<String, String>();
    // Of those who come for the same URL at the same time one fetches; all get the page.
    String page = flights.call(url, () -> fetch(url)).value();
    // @end
    assertThat(page).isEqualTo("page of a");
  }

  @Test
  void weightedSemaphore() throws Exception {
    // @start region="weighted-semaphore"
    var megabytes = new WeightedSemaphore(100);
    megabytes.acquire(60); // waits until they are there
    try {
      IO.println(megabytes.tryAcquire(60)); // false: only 40 are left
    } finally {
      megabytes.release(60);
    }
    // @end
    assertThat(console.lines()).containsExactly("false");
  }

  @Test
  void rateLimiter() throws Exception {
    var requests = List.of("one", "two", "three");
    // @start region="rate-limiter"
    var limiter = new RateLimiter(100, Duration.ofSeconds(1), 2); // 100 a second, two at once
    for (String request : requests) {
      limiter.await();
      IO.println(request);
    }
    // @end
    assertThat(console.lines()).isEqualTo(requests);
  }
}
