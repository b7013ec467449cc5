// Puts each tile where the file has it; small screens show one column, in reading order.
export function place(grid) {
  const columns = Number(grid.dataset.columns);
  grid.style.setProperty("--columns", columns);
  grid.classList.toggle("is-coarse", columns < 12);
  for (const tile of grid.querySelectorAll(".tile")) {
    const { x, y, w, h } = tile.dataset;
    const from = Math.min(Number(x), columns - 1);
    tile.style.setProperty("--column", `${from + 1} / span ${Math.min(Number(w), columns - from)}`);
    tile.style.setProperty("--place", `${Number(y) + 1} / span ${h}`);
    tile.style.setProperty("--rows", h);
  }
}
