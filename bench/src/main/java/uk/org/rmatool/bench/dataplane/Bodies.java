package uk.org.rmatool.bench.dataplane;

import uk.org.rmatool.bench.load.Repeated;

/** Calls with large bodies in one direction. */
enum Bodies {
  DOWN {
    @Override
    Repeated calls(Route route, long bytes, long count) {
      return new Repeated(route.get("/bytes/" + bytes), 0, count);
    }
  },
  UP {
    @Override
    Repeated calls(Route route, long bytes, long count) {
      return new Repeated(route.upload(bytes), bytes, count);
    }
  };

  static final long MEBIBYTE = 1L << 20;

  /** So many calls with a body of so many bytes each. */
  abstract Repeated calls(Route route, long bytes, long count);
}
