// Power series as streams of coefficients, after McIlroy's "Squinting at Power Series": e^x from
// its own integral, fed back through a channel, and products of series.

import static dev.millrace.Go.*;

import module dev.millrace;

record Ratio(long num, long den) {
  static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  Ratio {
    long g = gcd(num, den);
    num /= g;
    den /= g;
  }

  Ratio plus(Ratio b) {
    return new Ratio(num * b.den + b.num * den, den * b.den);
  }

  Ratio times(Ratio b) {
    return new Ratio(num * b.num, den * b.den);
  }
}

/** The constant and the integral of a series. */
Receiver<Ratio> integral(Ratio constant, Receiver<Ratio> in) {
  return produce(out -> {
    out.send(constant);
    for (int n = 1; ; n++) {
      Ratio c = in.receive();
      out.send(c.times(new Ratio(1, n)));
    }
  });
}

Receiver<Ratio> exp() {
  Chan<Ratio> back = Chan.make(1);
  var e = integral(new Ratio(1, 1), back);
  return produce(out -> {
    while (true) {
      Ratio c = e.receive();
      back.send(c);
      out.send(c);
    }
  });
}

Receiver<Ratio> product(Receiver<Ratio> f, Receiver<Ratio> g) {
  return produce(out -> {
    List<Ratio> fs = new ArrayList<>(), gs = new ArrayList<>();
    while (true) {
      fs.add(f.receive());
      gs.add(g.receive());
      Ratio sum = new Ratio(0, 1);
      for (int i = 0; i < fs.size(); i++) {
        sum = sum.plus(fs.get(i).times(gs.get(gs.size() - 1 - i)));
      }
      out.send(sum);
    }
  });
}

void show(String name, Receiver<Ratio> f) throws InterruptedException {
  IO.print(name);
  for (int i = 0; i < 10; i++) {
    Ratio c = f.receive();
    IO.print(" " + c.num() + "/" + c.den());
  }
  IO.println();
}

void main() throws InterruptedException {
  show("exp", exp());
  show("exp*exp", product(exp(), exp()));
  show("exp*exp*exp", product(exp(), product(exp(), exp())));
}
