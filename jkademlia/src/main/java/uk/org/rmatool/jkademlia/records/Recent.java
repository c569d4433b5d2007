package uk.org.rmatool.jkademlia.records;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was used longest ago when it is full. */
final class Recent<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int limit;

  Recent(int limit) {
    super(16, 0.75f, true);
    this.limit = limit;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > limit;
  }
}
