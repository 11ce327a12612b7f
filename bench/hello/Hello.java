/** What is started to see how long a start takes; beside it: go/hello. */
void main() {
  IO.println("hello");
}
