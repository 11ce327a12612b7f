// Hoare's dining philosophers, forks and the footman as channels: with four seats for five they all
// eat as often as they want.

import module dev.millrace;

void main() throws InterruptedException {
  int n = 5, meals = 200;
  Chan<Boolean> footman = Chan.make(n - 1);
  List<Chan<Boolean>> forks = new ArrayList<>();
  for (int i = 0; i < n; i++) {
    forks.add(Chan.make(1));
    forks.get(i).send(true);
  }
  int[] eaten = new int[n];
  var wg = new WaitGroup();
  for (int philosopher = 0; philosopher < n; philosopher++) {
    int i = philosopher;
    wg.go(() -> {
      var left = forks.get(i);
      var right = forks.get((i + 1) % n);
      for (int meal = 0; meal < meals; meal++) {
        footman.send(true);
        left.receive();
        right.receive();
        eaten[i]++;
        left.send(true);
        right.send(true);
        footman.receive();
      }
    });
  }
  wg.await();
  int onTable = 0;
  for (int i = 0; i < n; i++) {
    onTable += forks.get(i).length();
    IO.println("philosopher " + i + " ate " + eaten[i]);
  }
  IO.println("forks on the table " + onTable + " at the table " + footman.length());
}
