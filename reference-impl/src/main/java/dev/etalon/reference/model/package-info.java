/**
 * The models of the first lectures with their losses, as graphs of operators: the value is the
 * loss, and every parameter has its gradient. Source: lectures, "Pregled strojnog učenja", "Što su
 * unaprijedni duboki modeli?".
 */
@NullMarked
package dev.etalon.reference.model;

import org.jspecify.annotations.NullMarked;
