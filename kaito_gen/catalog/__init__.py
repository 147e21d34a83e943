"""What a release knows: presets, GPU machines, images, default ConfigMaps and prices, each with its source."""
