/**
 * The HTTP side of ner-extraction: checks a request's text and says where its entities are, in
 * Unicode code points.
 */
@NullMarked
package uk.org.rmatool.ner.extract;

import org.jspecify.annotations.NullMarked;
