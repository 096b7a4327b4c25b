/** Styles are Vite's to bundle; nothing is imported from them. */
declare module '*.css';
