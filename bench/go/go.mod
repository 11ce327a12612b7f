module millrace.dev/bench

go 1.22
