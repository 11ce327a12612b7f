package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Streams, one after the other and parallel. */
final class Streams {
  private Streams() {}

  @RaceFree
  static void collected() throws Exception {
    List<int[]> boxes =
        IntStream.range(0, 200)
            .parallel()
            .mapToObj(i -> new int[] {i})
            .collect(Collectors.toList());
    int sum = 0;
    for (int[] b : boxes) {
      sum += b[0]++;
    }
    use(sum);
  }

  @RaceFree
  static void collectedIntoOwnContainers() throws Exception {
    ArrayList<Integer> all =
        IntStream.range(0, 200)
            .parallel()
            .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
    use(all.size());
  }

  @RaceFree
  static void reducedWithMutableParts() throws Exception {
    int[] total =
        IntStream.range(0, 200)
            .parallel()
            .boxed()
            .collect(() -> new int[1], (a, i) -> a[0] += i, (a, b) -> a[0] += b[0]);
    use(total[0]);
  }

  @RaceFree
  static void grouped() throws Exception {
    Map<Integer, List<Integer>> groups =
        IntStream.range(0, 200).parallel().boxed().collect(Collectors.groupingBy(i -> i % 7));
    use(groups.size());
  }

  @RaceFree
  static void groupedConcurrently() throws Exception {
    Map<Integer, Long> groups =
        IntStream.range(0, 200)
            .parallel()
            .boxed()
            .collect(Collectors.groupingByConcurrent(i -> i % 7, Collectors.counting()));
    use(groups.size());
  }

  /** One container for all of them. */
  @Racy
  static void reducedIntoASharedPart() throws Exception {
    int[] shared = new int[1];
    Unordered both = new Unordered();
    try (ForkJoinPool pool = new ForkJoinPool(4)) {
      pool.submit(() ->
              IntStream.range(0, 2)
                  .parallel()
                  .boxed()
                  .collect(
                      () -> shared,
                      (a, i) -> {
                        both.signal();
                        while (!both.signalled(2)) {
                          Thread.yield();
                        }
                        a[0] += i;
                      },
                      (_, _) -> use(1)))
          .get();
    }
  }

  @Racy
  static void elementsAddedToAPlainList() throws Exception {
    List<Integer> list = new ArrayList<>(16);
    Unordered both = new Unordered();
    try (ForkJoinPool pool = new ForkJoinPool(4)) {
      pool.submit(() ->
              IntStream.range(0, 2)
                  .parallel()
                  .forEach(i -> {
                    both.signal();
                    while (!both.signalled(2)) {
                      Thread.yield();
                    }
                    list.add(i);
                  }))
          .get();
    }
  }

  /** A sequential stream is the caller's own. */
  @RaceFree
  static void statefulAndSequential() throws Exception {
    threads(
        () -> {
          int[] count = new int[1];
          use(Stream.of(1, 2, 3).map(i -> i + count[0]++).toList());
        },
        () -> {
          int[] count = new int[1];
          use(Stream.of(1, 2, 3).map(i -> i + count[0]++).toList());
        });
  }

  @Racy
  static void sourceChangedByAnother() throws Exception {
    int[] source = new int[20];
    threads(() -> use(IntStream.range(0, 20).map(i -> source[i]).sum()), () -> source[7] = 1);
  }

  @RaceFree
  static void mapConcurrent() throws Exception {
    var s =
        new Object() {
          int factor;
        };
    s.factor = 2;
    List<int[]> all =
        Stream.of(1, 2, 3, 4)
            .gather(Gatherers.mapConcurrent(2, i -> new int[] {i * s.factor}))
            .toList();
    for (int[] a : all) {
      a[0]++;
    }
    s.factor = 3;
  }

  @RaceFree
  static void parallelSortAndPrefix() throws Exception {
    int[] a = IntStream.range(0, 20_000).map(i -> 20_000 - i).toArray();
    java.util.Arrays.parallelSort(a);
    java.util.Arrays.parallelPrefix(a, Integer::sum);
    use(a[19_999]);
  }
}
