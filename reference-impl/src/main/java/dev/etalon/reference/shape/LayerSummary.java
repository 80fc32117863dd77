package dev.etalon.reference.shape;

import dev.etalon.reference.tensor.Shape;

/**
 * What is known of one layer before anything is computed.
 *
 * @param name the layer
 * @param operator what it computes
 * @param output the shape of its activations
 * @param parameters the number of its parameters
 * @param receptiveField how many input elements an activation sees along each spatial axis of the
 *     input; the whole input once the layer has no spatial axes
 */
public record LayerSummary(
    String name, String operator, Shape output, long parameters, Shape receptiveField) {}
