// Hoare's array of processes that multiplies by a matrix: every number is handed over, unbuffered,
// from west to east and from north to south.

import static dev.millrace.Go.*;

import module dev.millrace;

void cell(
    int a,
    Receiver<Integer> west,
    Receiver<Integer> north,
    Sender<Integer> east,
    Sender<Integer> south)
    throws InterruptedException {
  for (int x : west) {
    east.send(x);
    south.send(a * x + north.receive());
  }
  east.close();
}

void main() throws InterruptedException {
  int[][] matrix = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  int[][] vectors = {{1, 0, 0}, {0, 1, 0}, {1, 1, 1}, {2, -1, 3}};

  List<Receiver<Integer>> columns = new ArrayList<>();
  for (int j = 0; j < 3; j++) {
    columns.add(
        produce(out -> {
          for (var _ : vectors) out.send(0);
        }));
  }
  for (int i = 0; i < 3; i++) {
    int row = i;
    Receiver<Integer> west =
        produce(out -> {
          for (int[] v : vectors) out.send(v[row]);
        });
    for (int j = 0; j < 3; j++) {
      int a = matrix[i][j];
      Receiver<Integer> from = west, north = columns.get(j);
      Chan<Integer> east = Chan.make(), south = Chan.make();
      go(() -> cell(a, from, north, east, south));
      west = east;
      columns.set(j, south);
    }
    Receiver<Integer> last = west;
    go(() -> {
      for (int _ : last) {}
    });
  }
  for (int[] v : vectors) {
    IO.print("[" + v[0] + " " + v[1] + " " + v[2] + "] -> ");
    IO.print(columns.get(0).receive() + " " + columns.get(1).receive() + " ");
    IO.println(columns.get(2).receive());
  }
}
