/**
 * The HTTP API as deployed workers and scripts use it: every recorded exchange is a case in {@code
 * src/test/resources/contract}, sent to servers with empty registries, in the order of the
 * recording.
 *
 * <p>A case has a {@code row} (its number in the recording; without one it is ours), a {@code
 * name}, {@code method}, {@code path}, {@code headers}, a {@code body} (JSON) or {@code text}, and
 * says what must come back: {@code status}, {@code answer_headers}, the {@code answer} as a {@link
 * Shape}, and for errors the {@code problem}'s type. {@code capture} keeps a member of the answer
 * under a name, by JSON pointer, for later cases; {@code each} repeats the case. {@code ${name}}
 * stands for what was kept, and for {@code ${worker}} (a deployed worker's address), {@code
 * ${taker}} (one that takes jobs), {@code ${dead}} (nobody answers there) and {@code
 * ${coordinator}}. {@code difference} says where we mean to answer otherwise than the recording.
 */
@NullMarked
package uk.org.rmatool.system.contract;

import org.jspecify.annotations.NullMarked;
