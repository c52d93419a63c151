/** Colours of everything that is drawn, light and dark. */
export const THEME_STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f6f9, #0d1219);
  --card: light-dark(#ffffff, #161d27);
  --ink: light-dark(#17202e, #e7edf5);
  --soft: light-dark(#566275, #9aa8bb);
  --rule: light-dark(#e3e8ef, #273140);
  --accent: light-dark(#1d5fa8, #7ab7ff);
  --band: light-dark(#1d5fa81f, #7ab7ff26);
  --critical: light-dark(#b3152b, #ff6b78);
  --high: light-dark(#cf4a12, #ff9a5c);
  --medium: light-dark(#a97400, #f2c14b);
  --low: light-dark(#5d7290, #8fa5c2);
  --label: light-dark(#11857b, #4fd1c3);
}
`
