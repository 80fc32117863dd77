package dev.etalon.reports.cli;

import dev.etalon.fixtures.network.Network;
import dev.etalon.fixtures.network.NetworkLayer;
import dev.etalon.fixtures.network.Networks;
import java.util.ArrayList;
import java.util.List;

/** Names of networks and of their layers, as options take them. */
final class LayerSelection {
  private LayerSelection() {}

  /**
   * The layers that are meant by {@code resnet50} or {@code resnet50/conv3_2b}.
   *
   * @throws BadInput if there is no such network or layer, or the batch is not positive
   */
  static List<NetworkLayer> of(List<String> names, int batch) {
    if (batch < 1) {
      throw new BadInput("--batch is %d; it must be at least 1".formatted(batch));
    }
    List<NetworkLayer> selected = new ArrayList<>();
    for (String name : names) {
      String network = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
      new Vocabulary("network", Networks.all().stream().map(Network::name).toList(), "")
          .require(network);
      List<NetworkLayer> layers = Networks.named(network).orElseThrow().layers(batch);
      if (!name.equals(network)) {
        new Vocabulary(
                "layer",
                layers.stream().map(NetworkLayer::id).toList(),
                "'etalon list %s' prints them".formatted(network))
            .require(name);
      }
      layers.stream()
          .filter(layer -> name.equals(network) || layer.id().equals(name))
          .forEach(selected::add);
    }
    return selected;
  }
}
