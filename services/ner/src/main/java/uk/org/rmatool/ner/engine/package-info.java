/**
 * What finds entities in a text: rules, always, and engines with models for names, as the operator
 * has them. An engine is CoreNLP's CRF, in a process of its own behind lines on its standard
 * streams, or an ONNX model in this process.
 *
 * <p>Invariants: offsets count Java's chars; entities do not overlap and come in the text's order;
 * what rules find stands before what models find; an engine that fails fails the request, so that
 * no answer lacks names without saying so.
 */
@NullMarked
package uk.org.rmatool.ner.engine;

import org.jspecify.annotations.NullMarked;
