package dev.millrace.internal.diagnosis;

import dev.millrace.internal.Activity;
import dev.millrace.internal.Channel;
import dev.millrace.internal.G;
import dev.millrace.internal.RwMutexCore;
import dev.millrace.internal.WaitReason;
import dev.millrace.internal.Waitable;

/** What can be waited on, in words. */
final class Places {
  private Places() {}

  static String describe(Waitable on) {
    return switch (on) {
      case Channel<?> ch -> ch.describe();
      case G g -> g.toString();
      case WaitReason _ -> "nil channel";
      default -> name(on) + " " + identity(on);
    };
  }

  /** With who holds it, if that is known. */
  static String describe(Activity.Place place, Holders holders) {
    String what = describe(place.on());
    if (place.holder() == 0) {
      return what;
    }
    String how =
        switch (place.reason()) {
          case RW_MUTEX_LOCK -> ", locked for reading by ";
          case RW_MUTEX_READ_LOCK ->
              place.on() instanceof RwMutexCore rw && rw.isWriteHeld()
                  ? ", locked for writing by "
                  : ", wanted for writing by ";
          default -> ", locked by ";
        };
    return what + how + holders.name(place.holder());
  }

  private static String name(Waitable on) {
    return switch (on.getClass().getSimpleName()) {
      case "MutexCore" -> "mutex";
      case "RwMutexCore" -> "rwmutex";
      case "WaitGroupCore" -> "wait group";
      case "NotifyList" -> "cond";
      case "SemaphoreCore" -> "semaphore";
      case "Latch" -> "latch";
      case "Cancellation" -> "context";
      case String other -> other;
    };
  }

  /** The same for the same object, most likely another one for any other. */
  static String identity(Object o) {
    return "0x" + Integer.toHexString(System.identityHashCode(o));
  }
}
