package uk.org.rmatool.front.direct;

import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;

/**
 * Has something done when bytes can be read or have been written, or never will, by the thread that
 * notices it.
 */
record Noticing(Runnable done, Consumer<Throwable> never) implements Callback {
  @Override
  public void succeeded() {
    done.run();
  }

  @Override
  public void failed(Throwable cause) {
    never.accept(cause);
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
