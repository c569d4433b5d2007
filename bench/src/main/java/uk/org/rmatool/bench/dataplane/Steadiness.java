package uk.org.rmatool.bench.dataplane;

import java.util.ArrayList;
import java.util.List;

/** Tells from the rates of rounds whether a server is warm: the last three bring no more. */
final class Steadiness {
  private static final int LAST = 3;
  private static final int AT_LEAST = 5;
  private static final double MORE = 1.03;

  private final List<Double> rates = new ArrayList<>();

  void add(double rate) {
    rates.add(rate);
  }

  /** Whether none of the last three rounds was 3 % faster than all before; five rounds at least. */
  boolean isSteady() {
    if (rates.size() < AT_LEAST) {
      return false;
    }
    var split = rates.size() - LAST;
    return best(rates.subList(split, rates.size())) <= best(rates.subList(0, split)) * MORE;
  }

  private static double best(List<Double> some) {
    return some.stream().mapToDouble(rate -> rate).max().orElse(0);
  }
}
