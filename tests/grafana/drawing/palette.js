// The 256 colours that say most of a picture, and each of its points by the nearest of them: a picture becomes small.
async source => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const paper = canvas.getContext("2d");
  paper.drawImage(image, 0, 0);
  const points = paper.getImageData(0, 0, image.width, image.height).data;
  const counts = new Map();
  for (let i = 0; i < points.length; i += 4) {
    const colour = (points[i] << 16) | (points[i + 1] << 8) | points[i + 2];
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  // What differs by less than the eye sees stands for its neighbours too: the most frequent of each small cube.
  const cubes = new Map();
  for (const [colour, count] of [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0])) {
    const cube = colour & 0xf0f0f0;
    const known = cubes.get(cube);
    if (known) known.count += count;
    else cubes.set(cube, { colour, count });
  }
  const kept = [...cubes.values()].sort((one, other) => other.count - one.count || one.colour - other.colour)
    .slice(0, 256).map(one => one.colour);
  const nearest = new Map(kept.map((colour, index) => [colour, index]));
  const parts = colour => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const far = (one, other) => parts(one).reduce((sum, part, at) => sum + (part - parts(other)[at]) ** 2, 0);
  for (const colour of counts.keys()) {
    if (nearest.has(colour)) continue;
    let best = 0;
    kept.forEach((each, index) => { if (far(colour, each) < far(colour, kept[best])) best = index; });
    nearest.set(colour, best);
  }
  const rows = [];
  for (let i = 0; i < points.length; i += 4)
    rows.push(String.fromCharCode(nearest.get((points[i] << 16) | (points[i + 1] << 8) | points[i + 2])));
  const chunks = [];
  for (let at = 0; at < rows.length; at += 30000) chunks.push(rows.slice(at, at + 30000).join(""));
  return { width: image.width, height: image.height, colours: kept.map(parts), points: chunks.map(btoa) };
}
