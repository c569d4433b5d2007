package uk.org.rmatool.coordinator.catalogue;

import java.util.Optional;

/** Catalogues for tests. */
public final class TestCatalogue {
  /** The services of the contract. */
  public static final Catalogue SHIPPED = new Catalogue(new CatalogueConfig(Optional.empty()));

  private TestCatalogue() {}
}
