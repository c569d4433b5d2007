package uk.org.rmatool.ner.engine;

import java.util.List;
import java.util.Optional;
import uk.org.rmatool.entities.Entity;

/** Finds names in texts by a model. Any number of threads may ask at once. */
public interface Engine extends AutoCloseable {
  /** What it is called in answers. */
  String name();

  /**
   * The names of a text, in its order.
   *
   * @throws uk.org.rmatool.api.PlatformException 502 when the model breaks off, 503 when others
   *     keep it busy, 504 when it takes too long
   */
  List<Entity> names(String text) throws InterruptedException;

  /** Why it cannot find names at present; empty when it can. */
  Optional<String> trouble();

  @Override
  void close();
}
