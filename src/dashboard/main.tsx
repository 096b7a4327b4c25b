/** Where the browser starts. */
import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/tile.css';
import './styles/table.css';
import './styles/coverage.css';
import { Page } from './page.tsx';

const root = document.getElementById('page');
// Beside this page, whatever path a proxy puts before both.
if (root) render(<Page endpoint={new URL('graphql', document.baseURI).pathname} />, root);
