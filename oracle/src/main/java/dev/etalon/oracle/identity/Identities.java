package dev.etalon.oracle.identity;

import java.util.List;
import java.util.stream.Stream;

/** All identities, in the order in which a report lists them. */
final class Identities {
  private static final List<Identity> ALL =
      Stream.of(
              GeneralIdentities.all(),
              SoftmaxIdentities.all(),
              LossIdentities.all(),
              AffineIdentities.all(),
              ActivationIdentities.all(),
              NormalizationIdentities.all(),
              WindowIdentities.all(),
              ConvolutionIdentities.all(),
              PoolingIdentities.all(),
              RearrangementIdentities.all(),
              FeatureIdentities.all())
          .flatMap(List::stream)
          .toList();

  private Identities() {}

  static List<Identity> all() {
    return ALL;
  }
}
