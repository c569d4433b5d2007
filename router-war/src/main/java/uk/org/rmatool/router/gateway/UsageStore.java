package uk.org.rmatool.router.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.platform.paging.HistoryPage;

/** Where it is kept what requests used. */
interface UsageStore {
  /** A request that is kept, and its number; later ones have greater numbers. */
  record Kept(long number, Usage usage) {}

  /** Keeps all of these. */
  void add(List<Usage> used);

  /**
   * What was used, the newest first.
   *
   * @param model of this model alone, if one is given
   */
  List<Kept> find(HistoryPage page, Optional<String> model);

  /** Forgets what came before, or a part of it; gives whether there may be more. */
  boolean forget(Instant before);
}
