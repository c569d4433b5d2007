package uk.org.rmatool.front.direct;

import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;

/**
 * Has something done, in the thread that waits for bytes, when some are there or none will come.
 */
record Noticing(Runnable some, Consumer<Throwable> none) implements Callback {
  @Override
  public void succeeded() {
    some.run();
  }

  @Override
  public void failed(Throwable cause) {
    none.accept(cause);
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
