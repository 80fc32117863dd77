/**
 * Foreign programs at work: one runs on an exchange directory in a temporary folder ({@link
 * dev.etalon.oracle.process.ProgramRun}), in a process with limits and, where the system can, in a
 * sandbox ({@link dev.etalon.oracle.process.Sandbox}). Whatever it does costs one case and leaves
 * nothing behind.
 */
@NullMarked
package dev.etalon.oracle.process;

import org.jspecify.annotations.NullMarked;
