package uk.org.rmatool.bench.dht;

import java.util.concurrent.atomic.AtomicInteger;
import uk.org.rmatool.jkademlia.message.Value;

/** Presences as deployed workers write them, unsigned. */
final class DeployedPresences implements Records {
  private final AtomicInteger made = new AtomicInteger();

  @Override
  public String name(int number) {
    return "worker:bench-" + number;
  }

  @Override
  public Value make(int number) {
    return new Value.Str(
        beginning(number)
            + "\"services\":[\"ner-extraction\"],\"load\":0.0,\"last_seen\":%d.5}"
                .formatted(made.getAndIncrement()));
  }

  @Override
  public boolean isOf(int number, Value value) {
    return value instanceof Value.Str text && text.text().startsWith(beginning(number));
  }

  private static String beginning(int number) {
    return "{\"worker_id\":\"bench-%d\",".formatted(number);
  }
}
