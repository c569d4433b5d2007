/** What this program is for, and where its platform is. Depends on nothing else of the program. */
@NullMarked
package uk.org.rmatool.edge.role;

import org.jspecify.annotations.NullMarked;
