// Workers share the jobs of one channel: each job is done once, whoever does it.

import static dev.millrace.Go.*;

import module dev.millrace;

void main() {
  Chan<Integer> jobs = Chan.make(), results = Chan.make(10);
  var wg = new WaitGroup();
  for (int w = 0; w < 4; w++) {
    wg.go(() -> {
      for (int n : jobs) results.send(n * n);
    });
  }
  go(() -> {
    wg.await();
    results.close();
  });
  go(() -> {
    for (int n = 0; n < 1000; n++) jobs.send(n);
    jobs.close();
  });
  List<Integer> all = new ArrayList<>();
  for (int r : results) all.add(r);
  Collections.sort(all);
  int sum = all.stream().mapToInt(r -> r).sum();
  int distinct = Set.copyOf(all).size();
  IO.println(all.size() + " " + all.get(0) + " " + all.get(999) + " " + sum + " " + distinct);
}
