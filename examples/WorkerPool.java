// A worker pool: three workers share nine jobs, which takes three seconds instead of nine.
// Go: goroutines that range over one channel. Node.js: worker threads with a queue.

import static dev.millrace.Go.*;

import module dev.millrace;

void worker(int id, Receiver<Integer> jobs, Sender<Integer> results) throws InterruptedException {
  for (int job : jobs) { // range: ends when jobs is closed and drained
    IO.println("worker " + id + " processing job " + job);
    sleep(Duration.ofSeconds(1));
    results.send(job * 2);
  }
}

void main() throws InterruptedException {
  Chan<Integer> jobs = Chan.make(100);
  Chan<Integer> results = Chan.make(100);

  for (int w = 1; w <= 3; w++) {
    int id = w;
    go(() -> worker(id, jobs, results));
  }

  for (int j = 1; j <= 9; j++) jobs.send(j);
  jobs.close();

  for (int a = 1; a <= 9; a++) results.receive();
}
