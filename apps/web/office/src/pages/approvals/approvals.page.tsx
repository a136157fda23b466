import { Button, Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type ApprovalDto, type DecidedApprovalDto, approve, reject, useDeed } from '../../api/index.js';
import {
  Empty,
  ErrorPanel,
  Loaded,
  NARROW,
  Page,
  Panel,
  ReasonDialog,
  Time,
  tell,
  useShortcuts,
} from '../../parts/index.js';
import { waitingForAll } from '../../shell/waiting.js';
import { approvalsRoute } from '../approvals.route.js';
import { ApprovalDetail, kindTitle, subjectText } from './approval-detail.js';
import { OneTimeCode } from './one-time-code.js';

/** What waits for a decision: mine first; what I may not decide stands below with the reason. */
export function ApprovalsPage(): ReactNode {
  const query = useQuery(waitingForAll);
  return (
    <Page title="Approvals">
      <Loaded query={query} what="The list of questions">
        {({ items }) => <Questions of={items} />}
      </Loaded>
    </Page>
  );
}

function Questions({ of }: { readonly of: readonly ApprovalDto[] }): ReactNode {
  const { id } = approvalsRoute.useSearch();
  const navigate = approvalsRoute.useNavigate();
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const [handOver, setHandOver] = useState<DecidedApprovalDto['oneTimeCode']>(undefined);
  const mine = of.filter(({ mayDecide }) => mayDecide);
  const others = of.filter(({ mayDecide }) => !mayDecide);
  const order = [...mine, ...others];
  const chosen = order.find((one) => one.id === id) ?? (narrow ? undefined : order[0]);
  const open = (next: string | undefined): void => void navigate({ search: { id: next } });
  const step = (by: 1 | -1): void => {
    const next = order[order.findIndex((one) => one.id === chosen?.id) + by];
    if (next !== undefined) open(next.id);
  };
  useShortcuts({ j: () => step(1), k: () => step(-1) });
  const decided = (approval: DecidedApprovalDto): void => {
    if (approval.oneTimeCode !== undefined) setHandOver(approval.oneTimeCode);
    // The next one opens by itself.
    open(narrow ? undefined : mine.find((one) => one.id !== approval.id)?.id);
  };
  const dialog = handOver === undefined ? null : <OneTimeCode code={handOver} onClose={() => setHandOver(undefined)} />;
  if (order.length === 0) {
    return (
      <>
        <div className="panel flush">
          <Empty title="Nothing waits" why="What somebody asks for and another person must agree to stands here." />
        </div>
        {dialog}
      </>
    );
  }
  return (
    <div className="two reading">
      {narrow && chosen !== undefined ? null : (
        <div className="panel flush">
          <QuestionList name="Waits for you" of={mine} chosen={chosen} onOpen={open} empty="Nothing waits for you." />
          <QuestionList name="Waits for others" of={others} chosen={chosen} onOpen={open} />
        </div>
      )}
      {chosen === undefined ? null : (
        <Question
          key={chosen.id}
          approval={chosen}
          onDecided={decided}
          onBack={narrow ? () => open(undefined) : undefined}
        />
      )}
      {dialog}
    </div>
  );
}

interface ListProps {
  readonly name: string;
  readonly of: readonly ApprovalDto[];
  readonly chosen: ApprovalDto | undefined;
  readonly onOpen: (id: string) => void;
  readonly empty?: string;
}

function QuestionList({ name, of, chosen, onOpen, empty }: ListProps): ReactNode {
  if (of.length === 0 && empty === undefined) return null;
  return (
    <section aria-label={name}>
      <h2 className="list-head">{name}</h2>
      {of.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="sm">
          {empty}
        </Text>
      ) : (
        <ul className="small-rows">
          {of.map((approval) => (
            <li key={approval.id} data-chosen={approval.id === chosen?.id} data-greyed={!approval.mayDecide}>
              <button
                type="button"
                className="row-button"
                aria-pressed={approval.id === chosen?.id}
                onClick={() => onOpen(approval.id)}
              >
                <span className="first">{kindTitle(approval)}</span>
                <span className="second">
                  <span>{subjectText(approval)}</span>
                  <span>
                    {approval.requestedByName}, <Time at={approval.requestedAt} as="age" />
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface QuestionProps {
  readonly approval: ApprovalDto;
  readonly onDecided: (approval: DecidedApprovalDto) => void;
  readonly onBack: (() => void) | undefined;
}

function Question({ approval, onDecided, onBack }: QuestionProps): ReactNode {
  const { id, mayDecide, whyNot } = approval;
  const [rejecting, setRejecting] = useState(false);
  const yes = useDeed<void, DecidedApprovalDto>({
    call: () => approve({ path: { id } }),
    onDone: (answer) => {
      tell(answer.state === 'approved' ? 'Approved' : 'Your yes is kept; another person must agree too');
      onDecided(answer);
    },
  });
  const no = useDeed<string, DecidedApprovalDto>({
    call: (reason) => reject({ path: { id }, body: { reason } }),
    onDone: (answer) => {
      tell('Rejected');
      setRejecting(false);
      onDecided(answer);
    },
  });
  useShortcuts(mayDecide ? { a: () => yes.run(), r: () => setRejecting(true) } : {});
  return (
    <Panel title={kindTitle(approval)}>
      {yes.refusal === undefined ? null : <ErrorPanel error={yes.refusal} onRetry={yes.retry} />}
      <ApprovalDetail approval={approval} />
      <Group gap="xs" mt="lg">
        {onBack === undefined ? null : (
          <Button variant="default" onClick={onBack}>
            Back
          </Button>
        )}
        {mayDecide ? (
          <>
            <Button onClick={() => yes.run()} loading={yes.running} aria-keyshortcuts="a">
              Approve
            </Button>
            <Button variant="default" onClick={() => setRejecting(true)} aria-keyshortcuts="r">
              Reject…
            </Button>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            {whyNot}
          </Text>
        )}
      </Group>
      <ReasonDialog
        title="Reject this?"
        opened={rejecting}
        onClose={() => setRejecting(false)}
        confirm="Reject"
        danger
        running={no.running}
        refusal={no.refusal}
        onRetry={no.retry}
        onReason={(reason) => no.run(reason)}
      >
        <Text size="sm">{`${kindTitle(approval)}: ${subjectText(approval)}. Whoever asked sees the reason.`}</Text>
      </ReasonDialog>
    </Panel>
  );
}
