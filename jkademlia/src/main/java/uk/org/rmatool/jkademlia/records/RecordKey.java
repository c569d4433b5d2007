package uk.org.rmatool.jkademlia.records;

import java.util.Optional;
import java.util.regex.Pattern;
import uk.org.rmatool.jkademlia.id.Key;

/** A key under which something signed is kept. */
public sealed interface RecordKey {
  /** The key string, as it is signed. */
  String text();

  /** Where it is kept. */
  default Key point() {
    return Key.named(text());
  }

  /** A worker's presence. */
  record OfWorker(CertifiedId id) implements RecordKey {
    @Override
    public String text() {
      return "worker:" + id;
    }
  }

  /** A coordinator's presence. */
  record OfCoordinator(CertifiedId id) implements RecordKey {
    @Override
    public String text() {
      return "coordinator:" + id;
    }
  }

  /** Providers of a service, one shard of them. */
  record OfProviders(String service, int shard) implements RecordKey {
    public OfProviders {
      Services.check(service);
      if (shard < 0 || shard >= Shards.MAX) {
        throw new IllegalArgumentException("no shard has the number " + shard);
      }
    }

    @Override
    public String text() {
      return "provider:" + service + ":" + shard;
    }
  }

  /** Into how many shards the providers of a service are divided. */
  record OfShards(String service) implements RecordKey {
    public OfShards {
      Services.check(service);
    }

    @Override
    public String text() {
      return "shards:" + service;
    }
  }

  /** The key that this string is; empty if it is none of these. */
  static Optional<RecordKey> parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    var rest = text.substring(colon + 1);
    return switch (text.substring(0, colon)) {
      case "worker" -> CertifiedId.parse(rest).map(OfWorker::new);
      case "coordinator" -> CertifiedId.parse(rest).map(OfCoordinator::new);
      case "provider" -> Services.provider(rest);
      case "shards" ->
          Services.NAME.matcher(rest).matches()
              ? Optional.of(new OfShards(rest))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** How services and shards are written in keys. */
  final class Services {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");
    private static final Pattern PROVIDER =
        Pattern.compile("([A-Za-z0-9._-]{1,63}):(0|[1-9][0-9]{0,3})");

    private Services() {}

    private static void check(String service) {
      if (!NAME.matcher(service).matches()) {
        throw new IllegalArgumentException("not a service name: " + service);
      }
    }

    private static Optional<RecordKey> provider(String text) {
      var matcher = PROVIDER.matcher(text);
      return matcher.matches() && Integer.parseInt(matcher.group(2)) < Shards.MAX
          ? Optional.of(new OfProviders(matcher.group(1), Integer.parseInt(matcher.group(2))))
          : Optional.empty();
    }
  }
}
