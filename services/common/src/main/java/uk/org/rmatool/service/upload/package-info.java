/**
 * Files that clients send, as a form's file or as the body: a file is never held in memory, it goes
 * to a folder and is deleted however the request ends.
 */
@NullMarked
package uk.org.rmatool.service.upload;

import org.jspecify.annotations.NullMarked;
