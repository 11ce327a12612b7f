package dev.millrace.race.jdk;

/**
 * What the JDK's classes do to the order of what threads do: as their documentation has it, in the
 * format that {@link Rules} reads.
 *
 * <p>Invariants: no edge that is documented is missing; one that is not documented is there only
 * where it is hard to leave out, or where programs count on it. A put releases, a take acquires,
 * each under the queue itself; what is done under a lock of the JDK's own gets its edges from that
 * lock.
 */
final class JdkTable {
  private JdkTable() {}

  static final String TEXT =
      """
      in java.lang.Thread
      starting start(this)
      joined join,isAlive(this)
      interrupting interrupt(this)
      interrupted-true isInterrupted(this)
      current-interrupted-true interrupted(none)
      current-interrupted-throw sleep(none)
      in java.lang.VirtualThread
      starting start(this)
      joined joinNanos(this)
      interrupting interrupt(this)
      interrupted-true isInterrupted(this)

      in java.util.concurrent.locks.ReentrantLock
      acquire lock,lockInterruptibly(this.sync)
      acquire-true tryLock(this.sync)
      release unlock(this.sync)
      in java.util.concurrent.locks.ReentrantReadWriteLock$ReadLock
      acquire lock,lockInterruptibly(this.sync)
      acquire-true tryLock(this.sync)
      release unlock(this.sync/1)
      in java.util.concurrent.locks.ReentrantReadWriteLock$WriteLock
      acquire lock,lockInterruptibly(this.sync)
      acquire lock,lockInterruptibly(this.sync/1)
      acquire-true tryLock(this.sync)
      acquire-true tryLock(this.sync/1)
      release unlock(this.sync)
      in java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject
      release await,awaitNanos,awaitUntil,awaitUninterruptibly(this.this$0)
      acquire-exit await,awaitNanos,awaitUntil,awaitUninterruptibly(this.this$0)
      acquire-exit await,awaitNanos,awaitUntil,awaitUninterruptibly(this.this$0/1)
      in java.util.concurrent.locks.AbstractQueuedLongSynchronizer$ConditionObject
      release await,awaitNanos,awaitUntil,awaitUninterruptibly(this.this$0)
      acquire-exit await,awaitNanos,awaitUntil,awaitUninterruptibly(this.this$0)
      in java.util.concurrent.locks.AbstractQueuedSynchronizer
      custom-acquire getState,compareAndSetState(this)
      custom-release setState,compareAndSetState(this)
      in java.util.concurrent.locks.AbstractQueuedLongSynchronizer
      custom-acquire getState,compareAndSetState(this)
      custom-release setState,compareAndSetState(this)
      in java.util.concurrent.locks.StampedLock
      acquire-true writeLock,writeLockInterruptibly,tryWriteLock,tryConvertToWriteLock(this)
      acquire-true writeLock,writeLockInterruptibly,tryWriteLock,tryConvertToWriteLock(this/1)
      acquire-true readLock,readLockInterruptibly,tryReadLock,tryConvertToReadLock(this)
      release unlockWrite,unstampedUnlockWrite,tryUnlockWrite(this)
      release unlockRead,unstampedUnlockRead,tryUnlockRead(this/1)
      read-stamp-release tryConvertToWriteLock,tryConvertToOptimisticRead(this/1)
      write-stamp-release tryConvertToReadLock,tryConvertToOptimisticRead(this)
      optimistic-began tryOptimisticRead,tryConvertToOptimisticRead(this)
      optimistic-ended validate(this)

      in java.util.concurrent.Semaphore
      acquire acquire,acquireUninterruptibly,drainPermits(this.sync)
      acquire-true tryAcquire(this.sync)
      release release(this.sync)
      in java.util.concurrent.CountDownLatch
      release countDown(this.sync)
      acquire await:)(this.sync)
      acquire-true await:J(this.sync)
      acquire-zero getCount(this.sync)
      in java.util.concurrent.CyclicBarrier
      release await(this)
      acquire-exit await(this)
      in java.util.concurrent.Exchanger
      release exchange(this)
      acquire exchange(this)
      in java.util.concurrent.Phaser
      volatile state

      in java.util.concurrent.ArrayBlockingQueue
      internal
      callbacks this
      release put,offer(this)
      acquire put,offer(this/1)
      release take,poll,drainTo,clear,remove,removeIf,removeAll,retainAll(this/1)
      acquire take,poll,peek,drainTo,contains,remove,iterator,toArray,toString,size(this)
      in java.util.concurrent.ArrayBlockingQueue$Itr
      internal
      callbacks this$0
      acquire next(this.this$0)
      in java.util.concurrent.LinkedBlockingDeque
      internal
      callbacks this
      release offerFirst,offerLast,putFirst,putLast,addAll(this)
      acquire-bounded offerFirst,offerLast,putFirst,putLast(this/1)
      release pollFirst,pollLast,takeFirst,takeLast,drainTo,clear(this/1)
      release removeFirstOccurrence,removeLastOccurrence,removeIf,removeAll,retainAll(this/1)
      acquire pollFirst,pollLast,takeFirst,takeLast,peekFirst,peekLast,drainTo(this)
      acquire removeFirstOccurrence,removeLastOccurrence,contains,size(this)
      acquire iterator,descendingIterator,toArray,toString(this)
      in java.util.concurrent.LinkedBlockingDeque$AbstractItr
      internal
      callbacks this$0
      acquire next(this.this$0)
      in java.util.concurrent.LinkedBlockingDeque$LBDSpliterator
      internal
      callbacks this$0
      in java.util.concurrent.LinkedBlockingQueue
      internal
      callbacks this
      release put,offer(this)
      acquire-bounded put,offer(this/1)
      release take,poll,drainTo,clear,remove,removeIf,removeAll,retainAll(this/1)
      acquire take,poll,peek,drainTo,contains,remove,iterator,toArray,toString,size(this)
      in java.util.concurrent.LinkedBlockingQueue$Itr
      callbacks this$0
      acquire next(this.this$0)
      in java.util.concurrent.LinkedBlockingQueue$LBQSpliterator
      callbacks this$0
      in java.util.concurrent.SynchronousQueue
      release put,offer(this)
      acquire put(this/1)
      acquire-true offer(this/1)
      release take,poll,drainTo(this/1)
      acquire take,poll,drainTo(this)
      in java.util.concurrent.LinkedTransferQueue
      callbacks this
      release put,offer,add,transfer,tryTransfer(this)
      acquire transfer,tryTransfer(this/1)
      release take,poll,drainTo,remove(this/1)
      acquire take,poll,peek,drainTo,contains,remove,iterator,toArray,toString,size,isEmpty(this)
      in java.util.concurrent.LinkedTransferQueue$Itr
      callbacks this$0
      acquire next(this.this$0)
      in java.util.concurrent.LinkedTransferQueue$LTQSpliterator
      callbacks this$0
      in java.util.concurrent.ConcurrentLinkedQueue
      callbacks this
      release offer,add,addAll(this)
      acquire poll,peek,contains,remove,iterator,toArray,toString,size,isEmpty(this)
      in java.util.concurrent.ConcurrentLinkedQueue$Itr
      acquire next(this.this$0)
      in java.util.concurrent.ConcurrentLinkedQueue$CLQSpliterator
      callbacks this$0
      in java.util.concurrent.ConcurrentLinkedDeque
      callbacks this
      release offer,offerFirst,offerLast,add,addFirst,addLast,addAll,push(this)
      acquire poll,pollFirst,pollLast,peek,peekFirst,peekLast,getFirst,getLast,element(this)
      acquire pop,remove,removeFirst,removeLast,removeFirstOccurrence,removeLastOccurrence(this)
      acquire contains,iterator,descendingIterator,toArray,toString,size,isEmpty(this)
      in java.util.concurrent.ConcurrentLinkedDeque$AbstractItr
      acquire next(this.this$0)
      in java.util.concurrent.ConcurrentLinkedDeque$CLDSpliterator
      callbacks this$0

      in java.util.concurrent.FutureTask
      volatile state
      in java.util.concurrent.CompletableFuture
      volatile result
      release tryPushStack(arg1/6)
      in java.util.concurrent.CompletableFuture$*
      volatile result
      acquire-entry tryFire(this/6)
      in java.util.concurrent.ForkJoinTask
      volatile status
      acquire-entry doExec(this/2)
      in java.util.concurrent.ForkJoinTask$*
      volatile status
      in java.util.concurrent.CountedCompleter
      volatile status,pending
      in java.util.concurrent.ForkJoinPool
      volatile status,pending
      release deactivate,deregisterWorker(this/3)
      acquire-true awaitTermination,isTerminated,awaitQuiescence(this/3)
      acquire close(this/3)
      in java.util.concurrent.ForkJoinPool$WorkQueue
      volatile status,pending
      submitted push(arg1/2)
      in java.util.concurrent.DelayScheduler
      release pend(arg1/2)
      in java.util.concurrent.ThreadPoolExecutor
      internal addWorker,addWorkerFailed,interruptIdleWorkers,processWorkerExit,getTask
      internal shutdown,shutdownNow,getPoolSize,getActiveCount,getLargestPoolSize,getTaskCount
      internal getCompletedTaskCount,toString
      release execute(arg1/5)
      acquire getTask(result/5)
      release tryTerminate,decrementWorkerCount,compareAndDecrementWorkerCount(this)
      acquire-true awaitTermination,isTerminated(this)
      in java.util.concurrent.ScheduledThreadPoolExecutor
      tasks
      release delayedExecute,reExecutePeriodic(arg1/5)
      in java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue
      internal
      tasks
      in java.util.concurrent.ThreadPerTaskExecutor$AnyResultHolder
      volatile result,exception
      in java.util.concurrent.ThreadPerTaskExecutor
      release taskComplete(this)
      acquire-true awaitTermination,isTerminated(this)
      in jdk.internal.misc.ThreadFlock
      release onExit(this)
      acquire awaitAll(this)
      in java.util.concurrent.SubmissionPublisher$BufferedSubscription
      volatile ctl,demand
      release offer(this/4)
      acquire-entry consumeNext(this/4)

      in java.lang.ApplicationShutdownHooks
      release add(this)
      acquire-entry runHooks(this)
      in java.util.Timer
      release sched(arg1/5)
      in java.util.TimerThread
      runs java.util.TimerTask.run/5
      in java.util.TimerTask
      monitor
      in java.util.Vector
      monitor
      in java.util.Vector$*
      monitor
      in java.util.Stack
      monitor
      in java.util.Collections$Synchronized*
      monitor
      calls
      in java.io.PipedInputStream
      monitor
      in java.io.PipedOutputStream
      monitor
      in java.io.PipedReader
      monitor
      in java.io.PipedWriter
      monitor

      in dev.millrace.internal.scheduler.Scheduler*
      internal
      in java.lang.ProcessImpl*
      internal
      in java.net.InetAddress*
      internal
      in java.net.InMemoryCookieStore*
      internal
      in java.util.logging.LogManager*
      internal
      in java.security.PEMEncoder*
      internal
      in jdk.internal.foreign.BufferStack*
      internal
      in jdk.internal.loader.NativeLibraries*
      internal
      in jdk.internal.module.ModuleReferences*
      internal
      in jdk.nio.zipfs.*
      internal
      in sun.net.www.*
      internal
      in sun.nio.ch.NioSocketImpl*
      internal
      in sun.nio.ch.SocketChannelImpl*
      internal
      in sun.nio.ch.ServerSocketChannelImpl*
      internal
      in sun.nio.ch.DatagramChannelImpl*
      internal
      in sun.nio.ch.DatagramSocketAdaptor*
      internal
      in sun.nio.ch.SinkChannelImpl*
      internal
      in sun.nio.ch.SourceChannelImpl*
      internal
      in sun.nio.fs.UnixDirectoryStream*
      internal
      in sun.security.rsa.RSACore*
      internal
      in sun.security.ssl.*
      internal
      """;
}
