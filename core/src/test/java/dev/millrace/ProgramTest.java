package dev.millrace;

import static dev.millrace.Go.go;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole programs: networks of many goroutines whose result says that nothing was lost. */
@Timeout(120)
class ProgramTest {
  private static final List<Integer> PRIMES =
      List.of(
          2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
          89, 97);

  /** Those who would go on for ever. */
  private final Queue<Goroutine> endless = new ConcurrentLinkedQueue<>();

  private void start(Task task) {
    endless.add(go(task));
  }

  @AfterEach
  void end() throws Exception {
    for (Goroutine g = endless.poll(); g != null; g = endless.poll()) {
      g.interrupt();
      g.join();
    }
  }

  private static <T> List<T> first(int n, Receiver<T> from) throws InterruptedException {
    List<T> elements = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      elements.add(from.receive());
    }
    return elements;
  }

  @Test
  void tenThousandInAChainHandAnElementOn() throws Exception {
    Chan<Integer> leftmost = Chan.make();
    Chan<Integer> right = leftmost;
    for (int i = 0; i < 10_000; i++) {
      Chan<Integer> left = right;
      Chan<Integer> next = Chan.make();
      go(() -> left.send(next.receive() + 1));
      right = next;
    }
    right.send(0);
    assertThat(leftmost.receive()).isEqualTo(10_000);
  }

  /** Each in turn is let in by the one before it, and receives the element that is its own. */
  @Test
  void receiversThatLetEachOtherInReceiveInTurn() throws Exception {
    Chan<Integer> ch = Chan.make();
    Chan<Integer> start = Chan.make();
    Chan<Integer> in = start;
    List<Running<Integer>> receivers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Chan<Integer> before = in;
      Chan<Integer> after = Chan.make();
      receivers.add(
          Running.of(() -> {
            before.receive();
            int v = ch.receive();
            after.send(1);
            return v;
          }));
      in = after;
    }
    start.send(0);
    for (int i = 0; i < 10; i++) {
      ch.send(i);
    }
    assertThat(in.receive()).isEqualTo(1);
    for (int i = 0; i < 10; i++) {
      assertThat(receivers.get(i).result()).isEqualTo(i);
    }
  }

  // ---- primes

  private Receiver<Integer> count(int capacity, int from, int step) {
    Chan<Integer> out = Chan.make(capacity);
    start(() -> {
      for (int i = from; ; i += step) {
        out.send(i);
      }
    });
    return out;
  }

  @Test
  void aChainOfFiltersLeavesThePrimes() throws Exception {
    Chan<Integer> primes = Chan.make();
    start(() -> {
      Receiver<Integer> numbers = count(0, 2, 1);
      while (true) {
        int prime = numbers.receive();
        primes.send(prime);
        Receiver<Integer> in = numbers;
        Chan<Integer> out = Chan.make();
        start(() -> {
          for (int i : in) {
            if (i % prime != 0) {
              out.send(i);
            }
          }
        });
        numbers = out;
      }
    });
    assertThat(first(PRIMES.size(), primes)).isEqualTo(PRIMES);
  }

  /** What a stream of multiples has next. */
  private record Head(int value, Receiver<Integer> rest) {}

  /**
   * The odd numbers without the composites; those are merged from a stream of multiples for each
   * prime, which is fed back through a buffer without a bound, as the two loops would otherwise
   * wait for each other.
   */
  @Test
  void primesThatAreFedBackSieveTheirMultiplesOut() throws Exception {
    Chan<Integer> out = Chan.make(10);
    Chan<Integer> composites = Chan.make(50);
    Chan<Integer> fedBack = Chan.make(10);
    fedBack.send(3);
    start(() -> merge(fedBack, composites));
    Chan<Integer> unbounded = Chan.make(10);
    start(() -> buffer(unbounded, fedBack));
    start(() -> {
      out.send(2);
      out.send(3);
      Receiver<Integer> candidates = count(50, 5, 2);
      int p = candidates.receive();
      for (int c : composites) {
        while (p < c) {
          unbounded.send(p);
          out.send(p);
          p = candidates.receive();
        }
        if (p == c) {
          p = candidates.receive();
        }
      }
    });
    assertThat(first(PRIMES.size(), out)).isEqualTo(PRIMES);
  }

  private void merge(Receiver<Integer> primes, Sender<Integer> composites) throws Exception {
    PriorityQueue<Head> heads = new PriorityQueue<>((x, y) -> Integer.compare(x.value, y.value));
    int last = 0;
    for (int p : primes) {
      Receiver<Integer> multiples = count(10, p * p, 2 * p);
      int first = multiples.receive();
      for (Head h = heads.peek(); h != null && h.value <= first; h = heads.peek()) {
        heads.remove();
        heads.add(new Head(h.rest.receive(), h.rest));
        if (h.value > last && h.value < first) {
          last = h.value;
          composites.send(last);
        }
      }
      last = first;
      composites.send(first);
      heads.add(new Head(multiples.receive(), multiples));
    }
  }

  /** Takes whatever comes, and sends it on when it can; the send is off while it has nothing. */
  private static void buffer(Receiver<Integer> in, Sender<Integer> out) throws Exception {
    Queue<Integer> held = new ArrayDeque<>();
    while (true) {
      Integer oldest = held.peek();
      select(
          recv(in, held::add),
          send(oldest == null ? Chan.never() : out, oldest == null ? 0 : oldest, held::remove));
    }
  }

  // ---- power series

  private record Rational(BigInteger num, BigInteger den) {
    static final Rational ZERO = of(0, 1);
    static final Rational ONE = of(1, 1);

    static Rational of(long num, long den) {
      return of(BigInteger.valueOf(num), BigInteger.valueOf(den));
    }

    private static Rational of(BigInteger num, BigInteger den) {
      BigInteger d = num.gcd(den).multiply(BigInteger.valueOf(den.signum()));
      return new Rational(num.divide(d), den.divide(d));
    }

    Rational plus(Rational r) {
      return of(num.multiply(r.den).add(r.num.multiply(den)), den.multiply(r.den));
    }

    Rational times(Rational r) {
      return of(num.multiply(r.num), den.multiply(r.den));
    }
  }

  /** A stream of coefficients that makes one only when it is asked, on a channel of its own. */
  private record Series(Chan<Integer> request, Chan<Rational> answer) {
    Rational next() throws InterruptedException {
      request.send(1);
      return answer.receive();
    }
  }

  @FunctionalInterface
  private interface Coefficients {
    Rational next() throws InterruptedException;
  }

  private Series series(Coefficients coefficients) {
    Series s = new Series(Chan.make(), Chan.make());
    start(() -> {
      while (true) {
        s.request.receive();
        s.answer.send(coefficients.next());
      }
    });
    return s;
  }

  private Series constant(long c) {
    return series(() -> Rational.of(c, 1));
  }

  private Series sum(Series u, Series v) {
    return series(() -> {
      // Asks both at once, and takes the answers as they come.
      List<Rational> got = new ArrayList<>();
      List<Series> asked = new ArrayList<>(List.of(u, v));
      List<Series> answering = new ArrayList<>();
      while (got.size() < 2) {
        List<Case<?>> cases = new ArrayList<>();
        for (Series s : asked) {
          cases.add(
              send(s.request, 1)
                  .map(_ -> {
                    asked.remove(s);
                    return answering.add(s);
                  }));
        }
        for (Series s : answering) {
          cases.add(
              recv(s.answer)
                  .map(r -> {
                    answering.remove(s);
                    return got.add(r);
                  }));
        }
        select(cases);
      }
      return got.get(0).plus(got.get(1));
    });
  }

  private Series scaled(Rational c, Series u) {
    return series(() -> c.times(u.next()));
  }

  private Series derivative(Series u) {
    long[] i = {0};
    return series(() -> {
      if (i[0] == 0) {
        u.next();
      }
      return u.next().times(Rational.of(++i[0], 1));
    });
  }

  private Series integral(Rational c, Series u) {
    long[] i = {0};
    return series(() -> i[0]++ == 0 ? c : u.next().times(Rational.of(1, i[0] - 1)));
  }

  private Series product(Series u, Series v) {
    List<Rational> us = new ArrayList<>();
    List<Rational> vs = new ArrayList<>();
    return series(() -> {
      us.add(u.next());
      vs.add(0, v.next());
      Rational sum = Rational.ZERO;
      for (int i = 0; i < us.size(); i++) {
        sum = sum.plus(us.get(i).times(vs.get(i)));
      }
      return sum;
    });
  }

  /** The series that is asked for again while it is being made: {@code e^u} is {@code ∫ e^u u'}. */
  private Series exponential(Series u) {
    Series derivative = derivative(u);
    List<Rational> known = new ArrayList<>();
    int[] asked = {0};
    Series fedBack = series(() -> known.get(asked[0]++));
    Series result = integral(Rational.ONE, product(fedBack, derivative));
    return series(() -> {
      Rational r = result.next();
      known.add(r);
      return r;
    });
  }

  /** {@code u(c x^n)}. */
  private Series substituted(Series u, Rational c, int n) {
    int[] i = {0};
    Rational[] power = {Rational.ONE};
    return series(() -> {
      if (i[0]++ % n != 0) {
        return Rational.ZERO;
      }
      Rational r = u.next().times(power[0]);
      power[0] = power[0].times(c);
      return r;
    });
  }

  private static void assertCoefficients(Series s, IntFunction<Rational> expected)
      throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      assertThat(s.next()).as("coefficient %s", i).isEqualTo(expected.apply(i));
    }
  }

  @Test
  void powerSeriesAreMadeByNetworksOfGoroutinesOnDemand() throws Exception {
    Rational minusOne = Rational.of(-1, 1);
    assertCoefficients(sum(constant(1), constant(2)), _ -> Rational.of(3, 1));
    assertCoefficients(sum(constant(1), scaled(minusOne, constant(2))), _ -> minusOne);
    assertCoefficients(derivative(constant(1)), i -> Rational.of(i + 1, 1));
    assertCoefficients(
        integral(Rational.ZERO, constant(1)), i -> i == 0 ? Rational.ZERO : Rational.of(1, i));
    assertCoefficients(scaled(minusOne, constant(2)), _ -> Rational.of(-2, 1));
    assertCoefficients(product(constant(1), constant(1)), i -> Rational.of(i + 1, 1));
    // e^(1/(1-x)), but for the factor e.
    List<Rational> e =
        List.of(
            Rational.ONE,
            Rational.ONE,
            Rational.of(3, 2),
            Rational.of(13, 6),
            Rational.of(73, 24),
            Rational.of(167, 40),
            Rational.of(4051, 720),
            Rational.of(37633, 5040),
            Rational.of(43817, 4480),
            Rational.of(4596553, 362880));
    assertCoefficients(exponential(constant(1)), e::get);
    assertCoefficients(
        integral(Rational.ZERO, substituted(constant(1), minusOne, 2)),
        i -> i % 2 == 0 ? Rational.ZERO : Rational.of(i % 4 == 1 ? 1 : -1, i));
  }
}
