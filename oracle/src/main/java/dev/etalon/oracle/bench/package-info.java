/**
 * Implementations side by side on the layers of networks: who is faster, by how much, how surely,
 * and how near to what the machine can do.
 */
@NullMarked
package dev.etalon.oracle.bench;

import org.jspecify.annotations.NullMarked;
