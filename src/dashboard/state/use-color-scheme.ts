import { useEffect, useState } from 'preact/hooks';

export type ColorScheme = 'light' | 'dark';

/** What the reader's system prefers; charts draw on a canvas, which no style sheet reaches. */
export function useColorScheme(): ColorScheme {
  const [isDark, setIsDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setIsDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isDark ? 'dark' : 'light';
}
