// What a dashboard of ours may say, made of Grafana's own types. Its enumerations are taken by their values, since JSON has no
// names for them, and of options and field settings only the keys that are there are looked at, since Grafana fills in the rest.
import type {
  AnnotationQuery,
  Dashboard as WholeDashboard,
  DashboardLink,
  DataSourceRef,
  FieldConfig,
  Panel as WholePanel,
  RowPanel,
  VariableModel,
} from '@grafana/schema';
import type * as barchart from '@grafana/schema/dist/esm/raw/composable/barchart/panelcfg/x/BarChartPanelCfg_types.gen';
import type * as bargauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as gauge from '@grafana/schema/dist/esm/raw/composable/gauge/panelcfg/x/GaugePanelCfg_types.gen';
import type * as heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as stateTimeline from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type * as statusHistory from '@grafana/schema/dist/esm/raw/composable/statushistory/panelcfg/x/StatusHistoryPanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as text from '@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

// T as JSON writes it: an enumeration is one of its values.
type Plain<T> = unknown extends T
  ? T
  : T extends string
    ? `${T}`
    : T extends number | boolean | null | undefined
      ? T
      : T extends ReadonlyArray<infer Item>
        ? Plain<Item>[]
        : { [Key in keyof T]: Plain<T[Key]> };

// The same, where any key may be left out; what stands in a list is whole.
type Given<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined | ReadonlyArray<unknown>
    ? Plain<T>
    : { [Key in keyof T]?: Given<T[Key]> };

type Nothing = Record<string, never>;

// The schema knows no keys of a Prometheus query: these are the ones we use.
interface Target {
  refId: string;
  expr: string;
  datasource?: DataSourceRef;
  legendFormat?: string;
  instant?: boolean;
  range?: boolean;
  format?: 'time_series' | 'table' | 'heatmap';
  interval?: string;
  intervalFactor?: number;
  exemplar?: boolean;
  hide?: boolean;
  editorMode?: 'code';
}

// Nor does it know what a link of a value or of a panel may leave out.
interface Link {
  title: string;
  url: string;
  targetBlank?: boolean;
}
type PanelLink = Link & Partial<Plain<DashboardLink>>;

// Nor which transformations there are: these are all that Grafana 10 and newer ones share.
type Transformation<Id extends string, Options> = {
  id: Id;
  options: Options;
  disabled?: boolean;
  filter?: Matcher;
  topic?: 'series' | 'annotations' | 'alertStates';
};
type Named<T> = { [name: string]: T };
type Transformations =
  | Transformation<
      'organize',
      {
        excludeByName?: Named<boolean>;
        includeByName?: Named<boolean>;
        indexByName?: Named<number>;
        renameByName?: Named<string>;
        orderByMode?: 'manual' | 'auto';
      }
    >
  | Transformation<'merge', Nothing>
  | Transformation<'joinByField', { byField?: string; mode?: 'outer' | 'inner' | 'outerTabular' }>
  | Transformation<'labelsToFields', { mode?: 'columns' | 'rows'; keepLabels?: string[]; valueLabel?: string }>
  | Transformation<'sortBy', { fields?: Nothing; sort: { field: string; desc?: boolean }[] }>
  | Transformation<'limit', { limitField: number | string }>
  | Transformation<'renameByRegex', { regex: string; renamePattern: string }>
  | Transformation<'seriesToRows', Nothing>
  | Transformation<
      'reduce',
      {
        reducers?: string[];
        mode?: 'seriesToRows' | 'reduceFields';
        includeTimeField?: boolean;
        labelsToFields?: boolean;
        fields?: string;
      }
    >
  | Transformation<
      | 'calculateField'
      | 'concatenate'
      | 'configFromData'
      | 'convertFieldType'
      | 'extractFields'
      | 'filterByRefId'
      | 'filterByValue'
      | 'filterFieldsByName'
      | 'formatTime'
      | 'groupBy'
      | 'groupingToMatrix'
      | 'histogram'
      | 'joinByLabels'
      | 'partitionByValues'
      | 'prepareTimeSeries'
      | 'rowsToFields'
      | 'timeSeriesTable',
      Record<string, unknown>
    >;

type Matcher =
  | { id: 'byName' | 'byRegexp' | 'byType' | 'byFrameRefID'; options: string }
  | { id: 'byNames'; options: { mode: 'include' | 'exclude'; names: string[]; prefix?: string; readOnly?: boolean } }
  | { id: 'byValue'; options: { op: string; reducer: string; value: number } };

// What every kind of panel knows of a field.
type Standard = Omit<Plain<FieldConfig>, 'custom' | 'links'> & { links?: Link[] };
type Overridden<Values, Prefix extends string> = {
  [Key in keyof Values & string]-?: { id: `${Prefix}${Key}`; value: Given<Values[Key]> };
}[keyof Values & string];

interface PanelOf<Type extends string, Options, Custom>
  extends Omit<
    Plain<WholePanel>,
    'type' | 'title' | 'targets' | 'datasource' | 'links' | 'options' | 'fieldConfig' | 'transformations' | 'gridPos' | 'id'
  > {
  id: number;
  gridPos: { h: number; w: number; x: number; y: number };
  type: Type;
  title: string;
  datasource?: DataSourceRef;
  targets?: Target[];
  links?: PanelLink[];
  options?: Given<Options>;
  fieldConfig?: {
    defaults: Standard & { custom?: Given<Custom> };
    overrides: {
      matcher: Matcher;
      properties: (Overridden<Standard, ''> | Overridden<Custom, 'custom.'>)[];
    }[];
  };
  transformations?: Transformations[];
}

export interface Panels {
  row: Plain<Omit<RowPanel, 'datasource'>> & { datasource?: DataSourceRef };
  barchart: PanelOf<'barchart', barchart.Options, barchart.FieldConfig>;
  bargauge: PanelOf<'bargauge', bargauge.Options, Nothing>;
  gauge: PanelOf<'gauge', gauge.Options, Nothing>;
  heatmap: PanelOf<'heatmap', heatmap.Options, heatmap.FieldConfig>;
  stat: PanelOf<'stat', stat.Options, Nothing>;
  'state-timeline': PanelOf<'state-timeline', stateTimeline.Options, stateTimeline.FieldConfig>;
  'status-history': PanelOf<'status-history', statusHistory.Options, statusHistory.FieldConfig>;
  table: PanelOf<'table', table.Options, table.FieldConfig>;
  text: PanelOf<'text', text.Options, Nothing>;
  timeseries: PanelOf<'timeseries', timeseries.Options, timeseries.FieldConfig>;
}

// Grafana writes what a variable asks a second time, as a text.
type Variable = Plain<VariableModel> & { definition?: string };

// Prometheus's annotations: the query is the target, but up to Grafana 11 the data source reads `expr` and `step`, and newer ones
// move them there. The two formats it reads from beside the target in all of them.
type Annotation = Omit<Plain<AnnotationQuery>, 'target'> & {
  target?: Target;
  expr?: string;
  step?: string;
  titleFormat?: string;
  textFormat?: string;
};

// A dashboard but for its panels, each of which is held to its own type.
export type Dashboard = Omit<Plain<WholeDashboard>, 'panels' | 'annotations' | 'templating' | 'title' | 'uid'> & {
  uid: string;
  title: string;
  annotations?: { list?: Annotation[] };
  templating?: { list?: Variable[] };
};
