package uk.org.rmatool.edge;

import uk.org.rmatool.platform.openapi.ApiDocumentContract;

/** The edge's OpenAPI document describes the edge. */
class EdgeApiDocumentTest extends ApiDocumentContract {
  EdgeApiDocumentTest() {
    super(EdgeApplication.class);
  }

  @Override
  protected boolean takesBodies() {
    return false;
  }
}
